import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
setFlagsFromString('--no-expose-gc');

/** Collects garbage; the flag is set here, so that specs need not be started with it. */
export function collectGarbage(): void {
  if (typeof collect !== 'function') throw new Error('this V8 cannot be told to collect garbage');
  collect();
  collect();
}

/**
 * Bytes in V8's heap and in buffers outside of it, without what is garbage. What others have left in the process is
 * freed step by step: it is collected until nothing more goes.
 */
export function usedBytes(): number {
  for (let [before, tries] = [Infinity, 0]; ; tries += 1) {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    const used = heapUsed + external;
    if (before - used < 10_000 || tries === 10) return used;
    before = used;
  }
}

/** What one of `make`'s values takes on average, without the slot that holds it. */
export function heapBytesOf(make: (index: number) => unknown, copies: number): number {
  const kept = Array.from({ length: copies }, (): unknown => null);
  // What the first calls compile and build for all is no part of any value.
  for (let index = 0; index < 3; index += 1) make(index);
  const before = usedBytes();
  for (let index = 0; index < copies; index += 1) kept[index] = make(index + 3);
  const after = usedBytes();
  if (kept.includes(null)) throw new Error('a value was lost');
  return (after - before) / copies;
}
