/** What a namespace did since it was made. All only grow. */
export interface Counts {
  /** Reads answered from memory, from the shared server, and by a load (their own, or one that they joined). */
  memoryHits: number;
  sharedHits: number;
  misses: number;
  /** Reads of {@link misses} and `sharedHits` that waited for what another read had begun. */
  joined: number;
  /** Calls of loaders that ended, and those of them that threw or took too long. */
  loads: number;
  loadFailures: number;
  /** Milliseconds that all loads took. */
  loadMs: number;
  /** Loads whose value was not stored, as it was invalidated in the meantime. */
  refusedFills: number;
  /** Reads answered with a value past its time to live. */
  staleServed: number;
  /** Values of the shared server that could not be read. */
  unreadable: number;
  /** Values that could not be written for the shared server, or are too large for memory. */
  unkept: number;
}

/** Nothing done yet. */
export function noCounts(): Counts {
  return {
    memoryHits: 0,
    sharedHits: 0,
    misses: 0,
    joined: 0,
    loads: 0,
    loadFailures: 0,
    loadMs: 0,
    refusedFills: 0,
    staleServed: 0,
    unreadable: 0,
    unkept: 0,
  };
}
