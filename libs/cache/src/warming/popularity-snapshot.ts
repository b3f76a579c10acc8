/** What a sketch of popularity has counted, for storing. Numbers are of counted records. */
export interface PopularitySnapshot {
  readonly sampleEvery: number;
  readonly total: number;
  /** How often a name may have been counted that is not among `names`. */
  readonly unseen: number;
  /** Name, count, and by how much the count may be too high. */
  readonly names: readonly (readonly [name: string, count: number, error: number])[];
}

/** `value`, if it is a snapshot; undefined otherwise, since it comes from a store that others can write to. */
export function parseSnapshot(value: unknown): PopularitySnapshot | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('sampleEvery' in value && 'total' in value && 'unseen' in value && 'names' in value))
    return undefined;
  const { sampleEvery, total, unseen, names } = value;
  if (!isCount(sampleEvery) || !isCount(total) || !isCount(unseen)) return undefined;
  if (!Array.isArray(names) || names.length > maxNames) return undefined;
  const isWhole =
    names.every(isEntry) && new Set(names.map(([name]) => name)).size === names.length;
  return isWhole ? { sampleEvery, total, unseen, names } : undefined;
}

const maxNames = 100_000;

/** Below which numbers, and sums of two of them, are exact. */
const maxCount = 2 ** 52;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < maxCount;

function isEntry(entry: unknown): entry is [string, number, number] {
  if (!Array.isArray(entry) || entry.length !== 3) return false;
  const [name, count, error]: unknown[] = entry;
  return (
    typeof name === 'string' && isCount(count) && count > 0 && isCount(error) && error <= count
  );
}
