import { type MemoryStore } from '../src/memory/memory-store.ts';

/** Numbers from 0 to below 1, the same in every run: mulberry32. */
export function seededFraction(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

/** Ranks from 0 to below `count`, of which rank r is asked for (r + 1)^-exponent times as often as rank 0. */
export function zipfRanks(exponent: number, count: number, fraction: () => number): () => number {
  const cumulated = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += (rank + 1) ** -exponent;
    cumulated[rank] = sum;
  }
  return () => {
    const wanted = fraction() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulated[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** How names are asked for. */
export interface Workload {
  readonly exponent: number;
  readonly names: number;
  /** All ranks change hands after so many reads: what was popular no longer is. */
  readonly flipEvery?: number;
  /** After so many reads, `scanLength` names that nobody asks for again are read once each. */
  readonly scanEvery?: number;
  readonly scanLength?: number;
}

/** The names of `reads` reads, and whether each counts: those of a scan can never be hits. */
function* asked(load: Workload, reads: number): Generator<{ name: string; counts: boolean }> {
  const rank = zipfRanks(load.exponent, load.names, seededFraction(1));
  let era = 0;
  for (let read = 1; read <= reads; read += 1) {
    yield { name: `${era}:${rank()}`, counts: true };
    if (load.flipEvery !== undefined && read % load.flipEvery === 0) era += 1;
    if (load.scanEvery === undefined || read % load.scanEvery !== 0) continue;
    for (let step = 0; step < (load.scanLength ?? 0); step += 1) {
      yield { name: `scan:${read}:${step}`, counts: false };
    }
  }
}

/** Percent of the reads, after the first fifth, that `store` answers when each miss is filled. */
export function hitRate(store: MemoryStore<string>, load: Workload, reads: number): number {
  let [seen, counted, hits] = [0, 0, 0];
  for (const { name, counts } of asked(load, reads)) {
    const hit = store.get(name) !== undefined;
    if (!hit) store.set(name, name, 1);
    if (!counts) continue;
    seen += 1;
    if (seen <= reads / 5) continue;
    counted += 1;
    if (hit) hits += 1;
  }
  return (100 * hits) / counted;
}
