/** A message of Protocol Buffers as parts that are joined once, when it is complete. */
export interface Parts {
  readonly chunks: Uint8Array[];
  bytes: number;
}

/** A field of a message: where its key begins, where its value begins and ends. */
export interface Field {
  readonly number: number;
  readonly wireType: number;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** Wire types (Protocol Buffers, "Encoding"). */
export const wire = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

/** The fields of the message in `bytes` from `start` to `end`. */
export function* fieldsOf(bytes: Uint8Array, start: number, end: number): Iterable<Field> {
  let at = start;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at];
      if (byte === undefined) throw new RangeError('the message ends within a number');
      at += 1;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < end) {
    const fieldStart = at;
    const key = varint();
    const wireType = key & 7;
    let valueStart = at;
    if (wireType === wire.varint) varint();
    else if (wireType === wire.fixed64) at += 8;
    else if (wireType === wire.fixed32) at += 4;
    else if (wireType === wire.lengthDelimited) {
      const length = varint();
      valueStart = at;
      at += length;
    } else throw new RangeError(`no such wire type: ${wireType}`);
    yield { number: key >>> 3, wireType, start: fieldStart, valueStart, end: at };
  }
}

/** `value` as a varint. */
export function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...bytes, rest]);
}

/** No parts yet. */
export const emptyParts = (): Parts => ({ chunks: [], bytes: 0 });

/** Adds `chunk` to `parts`. */
export function append(parts: Parts, chunk: Uint8Array): void {
  parts.chunks.push(chunk);
  parts.bytes += chunk.length;
}

/** Adds the field `number` whose value is the message in `inner`. */
export function appendMessage(parts: Parts, number: number, inner: Parts): void {
  append(parts, varintBytes(number * 8 + wire.lengthDelimited));
  append(parts, varintBytes(inner.bytes));
  for (const chunk of inner.chunks) append(parts, chunk);
}
