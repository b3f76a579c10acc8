import type { Clock } from '../clock.ts';
import type { CpuMeter, GcPause } from './cpu-meter.ts';

/** Whose code runs on this thread, over time. */
export interface Timeline<Owner> {
  /** Code of `owner` runs from here on; undefined is the event loop itself. */
  enter(owner: Owner | undefined): void;
  /** Books everything until now. */
  settle(): void;
  /** Books the pause as the collector's, not the owner's in whose time it fell. */
  pause(pause: GcPause): void;
}

/** Takes what the timeline found, in whole microseconds of processor time. */
export interface TimelineBook<Owner> {
  owned(owner: Owner, us: number): void;
  loop(us: number): void;
  /** `us` of what `owner`, or the loop, was told before were the collector's. */
  collected(owner: Owner | undefined, us: number): void;
}

/** A stretch of time without a change of owner. */
interface Stretch<Owner> {
  owner: Owner | undefined;
  startMs: number;
  /** Without what the loop waited. */
  busyMs: number;
  /** Processor time in it that is booked for the owner. */
  us: number;
  /** Processor time per busy time in its window; below 1 when others had the processor meanwhile. */
  usPerMs: number;
}

/** Shortest time between two readings of the processor's clock. */
const windowMs = 0.5;

/** Kept for pauses, which are reported some turns later; a power of two. */
const kept = 2048;

/** Stretches of one window at most, so that the ring always holds it. */
const maxInWindow = kept / 2;

/**
 * Splits this thread's processor time. Owners change many times while a request is served, and reading the
 * processor's clock costs 2 to 4 µs, so it is read once per window of half a millisecond or more, when an
 * owner changes; what was used in a window is split by wall-clock time, of which a reading costs 60 ns.
 * Wall-clock time alone would charge owners for the time in which other processes had the processor; within
 * a window that only moves parts of half a millisecond, and evens out.
 */
export function createTimeline<Owner>(
  first: Owner,
  options: {
    readonly cpu: CpuMeter;
    readonly clock: Clock;
    readonly book: TimelineBook<Owner>;
  },
): Timeline<Owner> {
  const { cpu, clock, book } = options;
  const ring: Stretch<Owner>[] = [];
  let next = 0;
  let inWindow = 0;
  let owner: Owner | undefined = first;
  let startMs = clock.monotonicMs();
  let windowStartMs = startMs;
  let readUs = cpu.read().threadUs;
  let idleMs = cpu.idleMs();

  const slot = (n: number): Stretch<Owner> =>
    (ring[n & (kept - 1)] ??= { owner, startMs: 0, busyMs: 0, us: 0, usPerMs: 0 });

  const end = (nowMs: number): void => {
    const stretch = slot(next);
    stretch.owner = owner;
    stretch.startMs = startMs;
    stretch.busyMs = nowMs - startMs;
    if (owner === undefined) {
      const idle = cpu.idleMs();
      stretch.busyMs -= Math.min(stretch.busyMs, idle - idleMs);
      idleMs = idle;
    }
    next += 1;
    inWindow += 1;
    startMs = nowMs;
  };
  const closeWindow = (): void => {
    const { threadUs } = cpu.read();
    const usedUs = threadUs - readUs;
    readUs = threadUs;
    let busyMs = 0;
    for (let n = next - inWindow; n < next; n += 1) busyMs += slot(n).busyMs;
    let passedMs = 0;
    let givenUs = 0;
    for (let n = next - inWindow; n < next; n += 1) {
      const stretch = slot(n);
      passedMs += stretch.busyMs;
      // Each gets what the rounded sum grows by, so that nothing is lost in rounding.
      const untilUs = busyMs > 0 ? Math.round((usedUs * passedMs) / busyMs) : 0;
      stretch.us = untilUs - givenUs;
      stretch.usPerMs = busyMs > 0 ? usedUs / busyMs : 0;
      givenUs = untilUs;
      if (stretch.us === 0) continue;
      if (stretch.owner === undefined) book.loop(stretch.us);
      else book.owned(stretch.owner, stretch.us);
    }
    if (usedUs > givenUs) book.loop(usedUs - givenUs);
    windowStartMs = startMs;
    inWindow = 0;
  };
  const settle = (): void => {
    end(clock.monotonicMs());
    closeWindow();
  };
  return {
    enter(to) {
      if (to === owner) return;
      const nowMs = clock.monotonicMs();
      end(nowMs);
      owner = to;
      if (nowMs - windowStartMs >= windowMs || inWindow >= maxInWindow) closeWindow();
    },
    settle,
    pause({ startMs: fromMs, durationMs }) {
      if (fromMs >= windowStartMs) settle();
      const hit = ring.find((one) => one.startMs <= fromMs && fromMs < one.startMs + one.busyMs);
      if (hit === undefined) return;
      const us = Math.min(hit.us, Math.round(durationMs * hit.usPerMs));
      hit.us -= us;
      if (us > 0) book.collected(hit.owner, us);
    },
  };
}
