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

/** Shortest time between two readings of the processor's clock, milliseconds. */
const windowMs = 2;

/**
 * After a stretch of this length the processor's clock is read as well, milliseconds. Another process takes the
 * processor for longer, so a window without such a stretch was hardly interrupted, and one with it was within it.
 */
const longMs = 0.5;

/** Busy time per wait up to which a window teaches what a wait uses: beyond, others had the processor too. */
const teachingMs = 0.5;

/** How much such a window changes what a wait is thought to use. */
const learning = 1 / 16;

/** Kept for pauses, which are reported some turns later; a power of two. */
const kept = 2048;

/** The loop has not waited in a shorter stretch: to fall asleep and wake up takes longer, milliseconds. */
const shortestWaitMs = 0.005;

/** Stretches of one window at most, so that the ring always holds it. */
const maxInWindow = kept / 2;

/**
 * Splits this thread's processor time. Owners change many times while a request is served, and reading the
 * processor's clock costs 1 to 4 µs, so it is read once per window of two milliseconds, or when a stretch was
 * long, when an owner changes; what was used in a window is split by wall-clock time, of which a reading costs
 * 60 ns. Wall-clock time alone would charge owners for the time in which other processes had the processor:
 * often after an answer was written, which wakes its reader. Such time makes a stretch long, so that it ends
 * its window, and is taken from it alone.
 *
 * Waiting uses the processor too, to fall asleep and to wake up, in time that the loop does not count as
 * busy: windows that are short but for their waits have used more than they were busy. That much is given to
 * the loop for each wait before a window is split.
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
  const ring = newRing<Owner>();
  let next = 0;
  let owner: Owner | undefined = first;
  let startMs = clock.monotonicMs();
  let idleMs = cpu.idleMs();
  let readUs = cpu.read().threadUs;
  let window = newWindow(startMs);
  let waitUs = 0;

  /** Milliseconds that the loop has waited since it was asked last. */
  const waited = (): number => {
    const now = cpu.idleMs();
    const ms = now - idleMs;
    idleMs = now;
    return ms;
  };
  /** How long the stretch was busy, milliseconds. */
  const end = (nowMs: number): number => {
    let busyMs = nowMs - startMs;
    if (owner === undefined && busyMs >= shortestWaitMs) {
      const ms = waited();
      if (ms > 0) {
        window.waits += 1;
        busyMs = Math.max(0, busyMs - ms);
      }
    }
    const at = next & (kept - 1);
    ring.owner[at] = owner;
    ring.startMs[at] = startMs;
    ring.busyMs[at] = busyMs;
    window.busyMs += busyMs;
    window.stretches += 1;
    next += 1;
    startMs = nowMs;
    return busyMs;
  };
  const learn = (usedUs: number): void => {
    const { busyMs, waits } = window;
    if (waits === 0 || busyMs > waits * teachingMs) return;
    const us = Math.max(0, usedUs - busyMs * 1000) / waits;
    waitUs += (us - waitUs) * (waitUs === 0 ? 1 : learning);
  };
  const closeWindow = (): void => {
    const { threadUs } = cpu.read();
    const usedUs = threadUs - readUs;
    readUs = threadUs;
    learn(usedUs);
    const waitsUs = Math.min(usedUs, Math.round(window.waits * waitUs));
    const givenUs = give(usedUs - waitsUs);
    if (usedUs > givenUs) book.loop(usedUs - givenUs);
    window = newWindow(startMs);
  };
  /** Splits `us` among the stretches of the window, and tells how much they got. */
  const give = (us: number): number => {
    const { busyMs, stretches } = window;
    const last = next - 1;
    const lastMs = ring.busyMs[last & (kept - 1)] ?? 0;
    const restMs = busyMs - lastMs;
    // What was not used while it seemed busy was the time of another process.
    const isInterrupted = lastMs >= longMs && us < busyMs * 1000;
    const restUs = isInterrupted ? Math.min(us, restMs * 1000) : share(us, restMs, busyMs);
    let passedMs = 0;
    let givenUs = 0;
    for (let n = next - stretches; n < next; n += 1) {
      const at = n & (kept - 1);
      const ms = ring.busyMs[at] ?? 0;
      passedMs += ms;
      // Each gets what the rounded sum grows by, so that nothing is lost in rounding.
      const untilUs =
        n === last && lastMs > 0 ? us : Math.min(us, Math.round(share(restUs, passedMs, restMs)));
      const partUs = untilUs - givenUs;
      ring.us[at] = partUs;
      ring.usPerMs[at] = share(partUs, 1, ms);
      givenUs = untilUs;
      if (partUs === 0) continue;
      const who = ring.owner[at];
      if (who === undefined) book.loop(partUs);
      else book.owned(who, partUs);
    }
    return givenUs;
  };
  const settle = (): void => {
    end(clock.monotonicMs());
    closeWindow();
  };
  return {
    settle,
    enter(to) {
      if (to === owner) return;
      const nowMs = clock.monotonicMs();
      const busyMs = end(nowMs);
      owner = to;
      if (
        busyMs >= longMs ||
        nowMs - window.startMs >= windowMs ||
        window.stretches >= maxInWindow
      ) {
        closeWindow();
      }
    },
    pause({ startMs: fromMs, durationMs }) {
      if (fromMs >= window.startMs) settle();
      const at = ring.startMs.findIndex(
        (ms, n) => ms <= fromMs && fromMs < ms + (ring.busyMs[n] ?? 0),
      );
      const ownUs = ring.us[at] ?? 0;
      const us = Math.min(ownUs, Math.round(durationMs * (ring.usPerMs[at] ?? 0)));
      ring.us[at] = ownUs - us;
      if (us > 0) book.collected(ring.owner[at], us);
    },
  };
}

/**
 * The last stretches of time without a change of owner. Columns of numbers, because a stretch is written at
 * every turn: as objects they took 200 KB, and the processor's cache from the requests.
 */
interface Ring<Owner> {
  readonly owner: (Owner | undefined)[];
  readonly startMs: Float64Array;
  /** Without what the loop waited. */
  readonly busyMs: Float64Array;
  /** Processor time in it that is booked for the owner. */
  readonly us: Float64Array;
  /** Processor time per busy time in its window; below 1 when others had the processor meanwhile. */
  readonly usPerMs: Float64Array;
}

const newRing = <Owner>(): Ring<Owner> => ({
  owner: new Array<Owner | undefined>(kept).fill(undefined),
  startMs: new Float64Array(kept),
  busyMs: new Float64Array(kept),
  us: new Float64Array(kept),
  usPerMs: new Float64Array(kept),
});

/** The part of `us` that falls on `ms` of `ofMs`. */
const share = (us: number, ms: number, ofMs: number): number => (ofMs > 0 ? (us * ms) / ofMs : 0);

/** What is known of the time since the last reading of the processor's clock. */
interface Window {
  readonly startMs: number;
  busyMs: number;
  stretches: number;
  /** How often the loop has waited in it. */
  waits: number;
}

const newWindow = (startMs: number): Window => ({ startMs, busyMs: 0, stretches: 0, waits: 0 });
