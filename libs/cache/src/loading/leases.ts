import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { anyLease, bodyIfCurrent, type StoredState } from '../shared-store.ts';
import type { SharedTier } from '../shared-tier.ts';
import type { Answered, Plan } from './plan.ts';

/** The right to store what is loaded in the shared server. */
export interface Lease {
  readonly token: string;
  /** Of the tags that the key implies, from before the load. */
  readonly stamps: readonly string[];
}

/** Lets one process of all load a value. */
export interface Leases {
  /**
   * Takes the lease, waiting for a while for who holds it.
   *
   * @returns the lease; or what another process stored in the meantime; or `held`, when another process loads it and
   *   the caller need not wait; undefined when the server failed
   */
  take(wish: LeaseWish): Promise<Lease | Answered | 'held' | undefined>;
  /** Others need not wait for what held `lease`. */
  giveUp(name: string, lease: Lease | undefined): Promise<void>;
}

/** Who wants a lease, and what it knows. */
export interface LeaseWish extends Pick<Plan<unknown>, 'name' | 'tags' | 'refresh'> {
  /** What the server was found to hold. */
  readonly answer: Answered;
  /** Whether there is something to serve while another process loads. */
  readonly isServed: boolean;
  readonly signal: AbortSignal;
}

/** What {@link createLeases} needs. */
export interface LeasesOptions {
  readonly tier: SharedTier;
  readonly clock: Clock;
  readonly random: Random;
  readonly hardTimeoutMs: number;
  readonly leaseWaitMs: number;
}

/** Beyond the longest load: a lease must not end before the load that holds it. */
const leaseMarginMs = 1000;
/** Waits between two looks at another process's lease, doubled from the first to the last, in milliseconds. */
const lookMs = { first: 4, last: 64 };

/** The leases of one namespace. */
export function createLeases({ tier, clock, random, ...options }: LeasesOptions): Leases {
  const leaseMs = options.hardTimeoutMs + leaseMarginMs;

  async function allStamps(
    tags: readonly string[],
    stamps: StoredState['stamps'],
  ): Promise<readonly string[] | undefined> {
    const known = stamps.filter((stamp) => stamp !== undefined);
    if (known.length === tags.length) return known;
    return tier.ask((store) => store.stamp(tags, random.token()));
  }

  async function pause(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const timer = clock.setTimer(() => resolve(undefined), ms);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      timer.cancel();
      signal.removeEventListener('abort', abort);
    }
  }

  return {
    async take({ name, tags, refresh, answer: { state, beginning }, isServed, signal }) {
      const token = random.token();
      const stamps = await allStamps(tags, state.stamps);
      if (!stamps) return undefined;
      // A payload that is up to date and was not taken (stale, unreadable, of another version) is no reason not to load.
      const { payload } = state;
      const isUnusable = payload !== undefined && bodyIfCurrent(payload, stamps) !== undefined;
      let isRefresh = refresh !== undefined || isUnusable;
      let over = refresh === 'now' ? anyLease : undefined;
      for (let waitedMs = 0, waitMs = lookMs.first; ; waitMs = Math.min(waitMs * 2, lookMs.last)) {
        const request = { key: name, stamps, token, leaseMs, isRefresh, ...(over && { over }) };
        const askedAtMs = clock.monotonicMs();
        const answer = await tier.ask((store) => store.lease(request));
        if (!answer) return undefined;
        if (answer.payload !== undefined) {
          // The stamps are compared by the server: they are as old as when they were read.
          const { payload, leftMs } = answer;
          return { state: { payload, leftMs, stamps }, beginning, askedAtMs };
        }
        if (answer.holder === token) return { token, stamps };
        if (isServed) return 'held';
        if (waitedMs >= options.leaseWaitMs) {
          over = answer.holder;
          continue;
        }
        await pause(waitMs, signal);
        waitedMs += waitMs;
        isRefresh = refresh !== undefined;
      }
    },
    async giveUp(name, lease) {
      if (lease) await tier.ask((store) => store.release(name, lease.token));
    },
  };
}
