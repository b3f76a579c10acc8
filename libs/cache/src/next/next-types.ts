/** What Next 16 keeps: `CacheEntry` of `next/cache`. */
export interface NextCacheEntry {
  /** Can be read once. */
  value: ReadableStream<Uint8Array>;
  /** Of `cacheTag`, without those of the path. */
  tags: string[];
  /** Seconds that a browser may use it. */
  stale: number;
  /** When its load began, in milliseconds since 1970. */
  timestamp: number;
  /** Seconds that it may be served at all. */
  expire: number;
  /** Seconds after which it is loaded again while it is served. */
  revalidate: number;
}

/** What Next 16 asks of a module in `cacheHandlers`: `CacheHandler` of `next/cache`. */
export interface NextCacheHandler {
  /** What is kept under `cacheKey`; undefined when that is nothing, or was invalidated. Never rejects. */
  get(cacheKey: string, softTags: string[]): Promise<NextCacheEntry | undefined>;
  /** Keeps what `pendingEntry` resolves with, unless it was invalidated since its load began. Never rejects. */
  set(cacheKey: string, pendingEntry: Promise<NextCacheEntry>): Promise<void>;
  /** Called before the first read of a request. */
  refreshTags(): Promise<void>;
  /** 0: what the tags of a path end is known without times. */
  getExpiration(tags: string[]): Promise<number>;
  /** Ends what carries one of `tags`, at once whatever `durations` says. */
  updateTags(tags: string[], durations?: { expire?: number }): Promise<void>;
}
