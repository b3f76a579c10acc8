/** A message within a message, whose length is written when it is known: where its content starts. */
export type Nested = number;

/** Kinds of fields on the wire (protobuf's encoding guide, "Message Structure"). */
const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;

/** Longer texts are left to Node, whose call takes longer than the whole writing of a short one. */
const shortChars = 64;
const maxVarintBytes = 10;

/** Writes protobuf messages, field by field, into one buffer that grows and is used again. */
export class ProtobufWriter {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #at = 0;

  /** A copy of what was written; the next message starts afresh. */
  take(): Uint8Array {
    const taken = Uint8Array.prototype.slice.call(this.#bytes, 0, this.#at);
    this.#at = 0;
    return taken;
  }

  /** Forgets what was written. */
  reset(): void {
    this.#at = 0;
  }

  /** Whole number from 0 up to 2^53. */
  uint(field: number, value: number): void {
    this.#tag(field, varint, maxVarintBytes);
    this.#varint(value);
  }

  /** Whole number of 64 bits with a sign. */
  int64(field: number, value: number): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return this.uint(field, value);
    this.#tag(field, varint, maxVarintBytes);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80;
    this.#bytes[this.#at++] = Number(rest);
  }

  double(field: number, value: number): void {
    this.#tag(field, fixed64, 8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** Seconds and nanoseconds as the nanoseconds that they are together, `fixed64`. */
  nanos(field: number, [seconds, rest]: readonly [seconds: number, nanos: number]): void {
    this.#tag(field, fixed64, 8);
    // 10^9 is 2^9 times this, so that all is exact without a `bigint`, which would be garbage twice a span.
    const above = seconds * (1e9 / 2 ** 9);
    const low = (above % 2 ** 23) * 2 ** 9 + rest;
    const carried = low >= 2 ** 32 ? 1 : 0;
    this.#at = this.#bytes.writeUInt32LE(low - carried * 2 ** 32, this.#at);
    this.#at = this.#bytes.writeUInt32LE(Math.floor(above / 2 ** 23) + carried, this.#at);
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, fixed32, 4);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  /** Bytes that are given in hexadecimal, at most 127 of them. */
  hex(field: number, digits: string): void {
    const count = digits.length / 2;
    this.#tag(field, lengthDelimited, count + 1);
    this.#bytes[this.#at++] = count;
    this.#at += this.#bytes.write(digits, this.#at, 'hex');
  }

  string(field: number, text: string): void {
    const { length } = text;
    // Three bytes are the most that UTF-8 has for a unit of UTF-16.
    this.#tag(field, lengthDelimited, length * 3 + maxVarintBytes);
    if (length < shortChars && this.#ascii(text)) return;
    const start = this.#open();
    this.#at += this.#bytes.write(text, this.#at, 'utf8');
    this.close(start);
  }

  /** Starts a message that is the value of `field`; every one is closed. */
  open(field: number): Nested {
    this.#tag(field, lengthDelimited, maxVarintBytes);
    return this.#open();
  }

  /** Ends the message that `open` has started. */
  close(start: Nested): void {
    const length = this.#at - start;
    const needed = bytesOfVarint(length);
    // One byte was left for it; longer messages are moved.
    if (needed > 1) {
      this.#reserve(needed);
      this.#bytes.copyWithin(start - 1 + needed, start, this.#at);
    }
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  #open(): Nested {
    this.#at += 1;
    return this.#at;
  }

  #ascii(text: string): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    bytes[start] = text.length;
    for (let n = 0; n < text.length; n += 1) {
      const unit = text.charCodeAt(n);
      if (unit > 0x7f) return false;
      bytes[start + 1 + n] = unit;
    }
    this.#at = start + 1 + text.length;
    return true;
  }

  #tag(field: number, kind: number, valueBytes: number): void {
    this.#reserve(maxVarintBytes + valueBytes);
    this.#varint((field << 3) | kind);
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let rest = value;
    while (rest > 0x7f) {
      bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[this.#at++] = rest;
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + count));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

function bytesOfVarint(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}
