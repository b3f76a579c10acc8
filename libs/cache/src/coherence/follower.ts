import type { Clock } from '../clock.ts';
import { withDeadline } from '../loading/deadline.ts';
import {
  isAfter,
  type LogEntry,
  type LogPage,
  type LogPosition,
  type SharedStore,
} from '../shared-store.ts';

/** Follows the log of invalidations, and knows until when memory may be served. */
export interface Follower {
  /**
   * The moment of the monotonic clock until which what is in memory is known to be at most `maxStalenessMs` behind
   * the log. Nothing in memory may be served after it. A field, as each hit in memory reads it: an accessor and the
   * closures around it cost 60 ns.
   */
  readonly life: { readonly untilMs: number };
  /** The newest entry that was applied here; undefined before the first answer. */
  readonly position: LogPosition | undefined;
  /** Resolves once the log was read for the first time, at the latest after `timeoutMs`. @returns whether it was */
  ready(timeoutMs: number): Promise<boolean>;
  /** The server appended this entry of ours: a log that lacks it later has lost its end. */
  expect(position: LogPosition): void;
  /** Asks no more. The question that is asked now ends with the store. */
  close(): void;
}

/** What {@link follow} needs. */
export interface FollowerOptions {
  readonly store: SharedStore;
  readonly origin: string;
  readonly rootTag: string;
  readonly maxStalenessMs: number;
  readonly heartbeatMs: number;
  readonly clock: Clock;
  readonly newStamp: () => string;
  /** Another process invalidated something, `ageMs` milliseconds before this call. */
  readonly onEntry: (entry: LogEntry, ageMs: number) => void;
  /**
   * The log is read from here on, for the first time or because it did not go on where this process had read it:
   * everything in memory is to be dropped. `isLost` tells that invalidations may have been gone from the server too, so
   * that everything there was invalidated.
   */
  readonly onBegin: (isLost: boolean) => void;
  /** The question that is asked now was not answered, or refused. */
  readonly onError: (error: unknown) => void;
}

/** The most entries of ours that are remembered while the log shows none: above it the log counts as lost. */
const maxExpected = 10_000;

/** Waits after a failure, doubled from the first to the last, in milliseconds. */
const retryMs = { first: 10, last: 500 };

/** Begins to follow the log. */
export function follow(options: FollowerOptions): Follower {
  const { store, origin, clock } = options;
  let position: LogPosition | undefined;
  const life = { untilMs: -Infinity };
  let isLost = false;
  let isClosed = false;
  const begun = Promise.withResolvers<boolean>();
  const closing = Promise.withResolvers<void>();
  /** By how much the server's clock is ahead of ours; its answers are older than they seem, never younger. */
  let serverAheadMs = -Infinity;
  /** Entries of ours that the server confirmed and the log has not shown yet. */
  const expected = new Map<string, number>();

  /** @returns whether the log went on where it had been read */
  async function ask(): Promise<boolean> {
    const sentAtMs = clock.monotonicMs();
    const after = position;
    if (!after) {
      await begin(sentAtMs);
      return false;
    }
    const page = await withDeadline(() => store.follow(after, options.heartbeatMs), {
      timeoutMs: options.heartbeatMs + options.maxStalenessMs,
      clock,
    });
    // Given up meanwhile: what is in the answer would not be the whole.
    if (!position) return false;
    if (page.anchor === 'present') apply(page);
    if (page.anchor !== 'present' || isMissing(sentAtMs)) {
      giveUp(page.anchor !== 'trimmed');
      return false;
    }
    // What was appended before the server answered was in the answer, and it answered after it was asked.
    life.untilMs = sentAtMs + options.maxStalenessMs;
    return true;
  }

  /** The log is to be read from its present end on. */
  function giveUp(mayBeLost: boolean): void {
    life.untilMs = -Infinity;
    position = undefined;
    isLost = mayBeLost;
    expected.clear();
  }

  async function begin(sentAtMs: number): Promise<void> {
    serverAheadMs = -Infinity;
    const given = [options.rootTag, origin, options.newStamp()] as const; // a tuple, to be spread
    position = await withDeadline(
      () => (isLost ? store.restartLog(...given) : store.head(...given)),
      { timeoutMs: options.maxStalenessMs, clock },
    );
    expected.clear();
    // Only now: what was loaded before may lack an invalidation that stands in the log before this position.
    options.onBegin(isLost);
    isLost = false;
    begun.resolve(true);
    life.untilMs = sentAtMs + options.maxStalenessMs;
  }

  function apply({ entries, serverMs }: LogPage): void {
    const nowMs = clock.monotonicMs();
    // The answer that travelled least tells best what the server's clock shows now, whenever this process gets to it.
    serverAheadMs = Math.max(serverAheadMs, serverMs - nowMs);
    for (const entry of entries) {
      position = { id: entry.id, stamp: entry.stamp };
      expected.delete(entry.stamp);
      if (entry.origin !== origin) options.onEntry(entry, nowMs + serverAheadMs - writtenMs(entry));
    }
  }

  /** Whether an entry that was confirmed before `sentAtMs` was not in the answer to a question asked then. */
  function isMissing(sentAtMs: number): boolean {
    for (const confirmedAtMs of expected.values()) if (confirmedAtMs < sentAtMs) return true;
    return false;
  }

  async function loop(): Promise<void> {
    let waitMs = retryMs.first;
    while (!isClosed) {
      try {
        if (await ask()) waitMs = retryMs.first;
        // A log that is lost again and again is begun again ever more rarely.
        else if (!position) waitMs = await pause(waitMs);
      } catch (error) {
        if (isClosed) return;
        options.onError(error);
        waitMs = await pause(waitMs);
      }
    }
  }

  /** @returns how long to wait the next time */
  async function pause(ms: number): Promise<number> {
    await Promise.race([wait(ms), closing.promise]);
    return Math.min(ms * 2, retryMs.last);
  }

  const wait = (ms: number) => new Promise<void>((resolve) => void clock.setTimer(resolve, ms));

  void loop();
  return {
    life,
    get position() {
      return position;
    },
    async ready(timeoutMs) {
      const { promise: late, resolve } = Promise.withResolvers<boolean>();
      const timer = clock.setTimer(() => resolve(false), timeoutMs);
      return Promise.race([begun.promise, late]).finally(() => timer.cancel());
    },
    expect({ id, stamp }) {
      // The log may have shown it before the answer that confirmed it came.
      if (!position || !isAfter(id, position.id)) return;
      expected.set(stamp, clock.monotonicMs());
      if (expected.size > maxExpected) giveUp(true);
    },
    close() {
      isClosed = true;
      closing.resolve();
      begun.resolve(false);
    },
  };
}

/** When the server wrote `entry`, by its clock. */
function writtenMs({ id }: LogEntry): number {
  return Number(id.split('-')[0]);
}
