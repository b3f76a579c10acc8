/** Events of an objective. */
export interface EventCount {
  readonly good: number;
  readonly total: number;
}

/** Counts events, and tells how many there were in the last minutes. */
export interface WindowCounter {
  add(good: boolean, nowMs: number): void;
  /**
   * Events of the last `minutes`, none older. What was counted in the oldest step may be missing: 30 seconds
   * up to six hours, five minutes beyond.
   */
  within(minutes: number, nowMs: number): EventCount;
  /** Which step of 30 seconds it is; grows by itself, never shrinks. */
  step(nowMs: number): number;
}

const fine = { stepMs: 30_000, longestMinutes: 6 * 60 };
const coarse = { stepMs: 300_000 };

/**
 * Sums are kept as they were when each step began, so that counting is an addition, and a window is the
 * difference of two sums.
 *
 * @param longestMinutes of any window that is asked for.
 */
export function createWindowCounter(startMs: number, longestMinutes: number): WindowCounter {
  const sum = { good: 0, total: 0 };
  const recent = createSums(fine.stepMs, fine.longestMinutes, startMs);
  const distant = createSums(coarse.stepMs, longestMinutes, startMs);
  const advance = (nowMs: number): void => {
    recent.advance(nowMs, sum);
    distant.advance(nowMs, sum);
  };
  return {
    add(good, nowMs) {
      advance(nowMs);
      sum.total += 1;
      if (good) sum.good += 1;
    },
    within(minutes, nowMs) {
      advance(nowMs);
      const before = (minutes <= fine.longestMinutes ? recent : distant).before(minutes);
      return { good: sum.good - before.good, total: sum.total - before.total };
    },
    step(nowMs) {
      advance(nowMs);
      return recent.step();
    },
  };
}

/** Sums at the begin of each step, as many as the longest window has steps. */
function createSums(stepMs: number, longestMinutes: number, startMs: number) {
  const length = Math.ceil((longestMinutes * 60_000) / stepMs);
  const good = new Float64Array(length);
  const total = new Float64Array(length);
  const first = Math.floor(startMs / stepMs);
  let step = first;
  return {
    step: () => step,
    advance(nowMs: number, sum: EventCount): void {
      const now = Math.floor(nowMs / stepMs);
      // After a pause longer than the ring, every step in it began with the same sum.
      for (let n = Math.max(step + 1, now - length + 1); n <= now; n += 1) {
        good[n % length] = sum.good;
        total[n % length] = sum.total;
      }
      step = Math.max(step, now);
    },
    before(minutes: number): EventCount {
      const oldest = step - Math.min(length, Math.ceil((minutes * 60_000) / stepMs)) + 1;
      if (oldest <= first) return { good: 0, total: 0 };
      return { good: good[oldest % length] ?? 0, total: total[oldest % length] ?? 0 };
    },
  };
}
