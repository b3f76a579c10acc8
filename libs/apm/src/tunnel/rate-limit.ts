import type { Clock } from '../clock.ts';

/** Takes one from a bucket that `perSecond` fill, up to ten seconds' worth; false when it is empty. */
export function createRateLimit(perSecond: number, clock: Clock): () => boolean {
  const capacity = perSecond * 10;
  let tokens = capacity;
  let filledMs = clock.monotonicMs();
  return () => {
    const nowMs = clock.monotonicMs();
    tokens = Math.min(capacity, tokens + ((nowMs - filledMs) / 1000) * perSecond);
    filledMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
