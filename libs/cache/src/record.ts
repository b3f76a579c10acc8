/** What stands in front of an encoded value in the shared server, beside the stamps of its tags. */
export interface RecordHead {
  /** The namespace's `version`: what another one wrote is not read. Whole. */
  readonly version: number;
  /** The whole name of the value, so that a value under a wrong key is told apart. */
  readonly name: string;
  /** The last part of its life, in milliseconds, in which it is stale. */
  readonly graceMs: number;
  /** What its load took, in milliseconds: how early it is worth refreshing. */
  readonly loadMs: number;
  /**
   * What it takes in memory, by `sizeOf`; 0 where that is not known. To measure it took who reads it longer than to
   * decode it.
   */
  readonly bytes: number;
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
const format = 2;

/** Head and value as one string. Milliseconds are rounded. */
export function encodeRecord({ head, encoded }: StoredRecord): string {
  const { version, name, graceMs, loadMs, bytes, foundTags, foundStamps } = head;
  const numbers = [format, version, Math.round(graceMs), Math.round(loadMs), bytes, name.length];
  const found = foundTags.length > 0 ? JSON.stringify([foundTags, foundStamps]) : '';
  return `${numbers.join(',')},${name}${found}\n${encoded}`;
}

/** The record in `body`; undefined when it is damaged, of another version, or not that of `name`. */
export function decodeRecord(
  body: string,
  name: string,
  version: number,
): StoredRecord | undefined {
  let at = 0;
  /** The next number, and the comma behind it. Digit by digit: with slices and `split` all took three times as long. */
  const next = (): number | undefined => {
    const from = at;
    let value = 0;
    for (let digit = digitAt(body, at); digit >= 0; digit = digitAt(body, ++at))
      value = value * 10 + digit;
    const isNumber = at > from && value <= Number.MAX_SAFE_INTEGER && body[at] === ',';
    at += 1;
    return isNumber ? value : undefined;
  };
  if (next() !== format || next() !== version) return undefined;
  const graceMs = next();
  const loadMs = next();
  const bytes = next();
  if (graceMs === undefined || loadMs === undefined || bytes === undefined) return undefined;
  if (next() !== name.length || !body.startsWith(name, at)) return undefined;
  const foundAt = at + name.length;
  const end = body.indexOf('\n', foundAt);
  const found = end === foundAt ? nothing : readFound(body.slice(foundAt, end));
  if (end < 0 || !found) return undefined;
  const [foundTags, foundStamps] = found;
  const head = { version, name, graceMs, loadMs, bytes, foundTags, foundStamps };
  return { head, encoded: body.slice(end + 1) };
}

/** From 0 to 9; anything else where there is no digit, all of it below 0. */
function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48;
  return digit <= 9 ? digit : -1;
}

const nothing = [[], []] as const;

/** Tags and their stamps; undefined for what {@link encodeRecord} does not write. */
function readFound(text: string): readonly [readonly string[], readonly string[]] | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [tags, stamps]: readonly unknown[] = parts;
  return isStrings(tags) && isStrings(stamps) ? [tags, stamps] : undefined;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
