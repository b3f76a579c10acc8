/** What stands in front of an encoded value in the shared server, beside the stamps of its tags. */
export interface RecordHead {
  /** The namespace's `version`: what another one wrote is not read. */
  readonly version: number;
  /** The whole name of the value, so that a value under a wrong key is told apart. */
  readonly name: string;
  /** The last part of its life, in milliseconds, in which it is stale. */
  readonly graceMs: number;
  /** What its load took, in milliseconds: how early it is worth refreshing. */
  readonly loadMs: number;
  /** Tags that its load found out about, with their stamps at the beginning of the load. */
  readonly foundTags: readonly string[];
  readonly foundStamps: readonly string[];
}

/** A value as the shared server has it. */
export interface StoredRecord {
  readonly head: RecordHead;
  /** By the namespace's codec. */
  readonly encoded: string;
}

/** Changes with the meaning of the head. */
const format = 1;

/** Head and value as one string. */
export function encodeRecord({ head, encoded }: StoredRecord): string {
  const { version, name, graceMs, loadMs, foundTags, foundStamps } = head;
  return `${JSON.stringify([format, version, name, graceMs, loadMs, foundTags, foundStamps])}\n${encoded}`;
}

/** The record in `body`; undefined when it is damaged, of another version, or not that of `name`. */
export function decodeRecord(
  body: string,
  name: string,
  version: number,
): StoredRecord | undefined {
  const end = body.indexOf('\n');
  if (end < 0) return undefined;
  const head = parseHead(body.slice(0, end));
  if (head?.name !== name || head.version !== version) return undefined;
  return { head, encoded: body.slice(end + 1) };
}

function parseHead(text: string): RecordHead | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts[0] !== format) return undefined;
  const [, version, name, graceMs, loadMs, foundTags, foundStamps]: readonly unknown[] = parts;
  if (typeof version !== 'number' || typeof name !== 'string') return undefined;
  if (typeof graceMs !== 'number' || typeof loadMs !== 'number') return undefined;
  if (!isStrings(foundTags) || !isStrings(foundStamps)) return undefined;
  return { version, name, graceMs, loadMs, foundTags, foundStamps };
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
