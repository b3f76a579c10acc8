/** One item of an envelope. */
export interface EnvelopeItem {
  /** As it was sent; `type` is a string. */
  readonly header: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly payload: Buffer;
}

/** A parsed envelope. */
export interface Envelope {
  readonly header: Readonly<Record<string, unknown>>;
  readonly items: readonly EnvelopeItem[];
}

/** Why bytes are no envelope. */
export interface EnvelopeFault {
  readonly reason: string;
}

const newline = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses an envelope: a line of headers, then items of a line of headers and a payload that either
 * has the `length` of its header, followed by a newline or the end, or goes on to the next newline
 * (develop.sentry.dev, "Envelopes", serialization format).
 */
export function parseEnvelope(bytes: Buffer): Envelope | EnvelopeFault {
  const lines = createCursor(bytes);
  const header = parseHeader(lines.line());
  if (!header) return { reason: 'the envelope header is no JSON object on one line' };
  const items: EnvelopeItem[] = [];
  while (!lines.isAtEnd()) {
    const item = parseItem(lines, items.length);
    if ('reason' in item) return item;
    items.push(item);
  }
  return { header, items };
}

interface Cursor {
  isAtEnd(): boolean;
  /** The bytes up to the next newline or the end, without it. */
  line(): Buffer;
  /** So many bytes and the newline or end that must follow them; undefined when it does not. */
  take(length: number): Buffer | undefined;
}

function createCursor(bytes: Buffer): Cursor {
  let at = 0;
  return {
    isAtEnd: () => at >= bytes.length,
    line() {
      const found = bytes.indexOf(newline, at);
      const end = found === -1 ? bytes.length : found;
      const line = bytes.subarray(at, end);
      at = end + 1;
      return line;
    },
    take(length) {
      const end = at + length;
      const isWhole = end === bytes.length || bytes[end] === newline;
      if (!isWhole) return undefined;
      const taken = bytes.subarray(at, end);
      at = end + 1;
      return taken;
    },
  };
}

function parseItem(lines: Cursor, index: number): EnvelopeItem | EnvelopeFault {
  const header = parseHeader(lines.line());
  if (!header) return { reason: `the header of item ${index} is no JSON object on one line` };
  const { type, length } = header;
  if (typeof type !== 'string') return { reason: `item ${index} has no type` };
  if (length === undefined || length === null) {
    return { header: { ...header, type }, payload: lines.line() };
  }
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
    return { reason: `the length of item ${index} is no count of bytes` };
  }
  const payload = lines.take(length);
  if (!payload) return { reason: `item ${index} does not end where its length of ${length} says` };
  return { header: { ...header, type }, payload };
}

function parseHeader(line: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(line));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined; // the caller tells which header it was
  }
}
