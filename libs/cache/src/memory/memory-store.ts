/**
 * The values that one namespace keeps in this process, bounded by entries and by bytes. It knows nothing of time:
 * whether a value is still fresh is for the caller to say. A value is anything but undefined. Its functions need no
 * `this`, so that another store can have them as its own.
 */
export interface MemoryStore<V extends NonNullable<unknown>> {
  /** The value under `name`, which counts as a use of it. */
  get(name: string): V | undefined;
  /** The value under `name`, without counting as a use. */
  peek(name: string): V | undefined;
  /**
   * Keeps `value`, and gives up others where a bound asks for it. Writing over a value counts as a use of it.
   *
   * @param bytes what it takes, a whole number of at least 1
   * @returns false when it is larger than one entry may be, and was not kept; what was under `name` is gone then too
   * @throws {TypeError} when `bytes` is anything else
   */
  set(name: string, value: V, bytes: number): boolean;
  /** @returns whether there was one */
  delete(name: string): boolean;
  /**
   * Gives up the value that is next to go, for a bound that the store does not know of.
   *
   * @param except stays, whoever's turn it is
   * @returns false when there was nothing else to give up
   */
  evict(except?: string): boolean;
  clear(): void;
  readonly size: number;
  readonly bytes: number;
  /** Values given up for a bound since the store was made; not those deleted, written over or refused. */
  readonly evictions: number;
  /** From the one that would be given up last. The store may change meanwhile: these are the names of before. */
  names(): IterableIterator<string>;
}

/** Bounds of a {@link MemoryStore}: whole numbers of at least 1, which is checked where options are read. */
export interface MemoryBounds {
  readonly maxEntries: number;
  /** Of all values together. */
  readonly maxBytes: number;
  /** A larger value is never kept. */
  readonly maxEntryBytes: number;
}

/** @throws {TypeError} when `bytes` is no whole number of at least 1: a sum with it would bound nothing */
export function requireBytes(bytes: number): void {
  if (Number.isSafeInteger(bytes) && bytes >= 1) return;
  throw new TypeError(`bytes must be a whole number of at least 1, not ${bytes}`);
}
