import type { Clock } from '../clock.ts';
import { withDeadline } from '../loading/deadline.ts';
import type { Random } from '../random.ts';
import { tagOfPattern } from '../resolve-namespace.ts';
import type { InvalidationBatch, LogPosition, SharedStore, TagPatterns } from '../shared-store.ts';
import type { Marks } from './marks.ts';

/** What is to be invalidated; each list may be absent. */
export interface InvalidationWish {
  /** Names of values that are to be gone. */
  readonly keys?: readonly string[];
  /** Tags whose values are to be gone. */
  readonly tags?: readonly string[];
  /**
   * Patterns of names of values that are to be gone. Where the server does not confirm it, the whole namespace of each
   * is to be gone instead, which can be sent again without knowing what happened since.
   */
  readonly patterns?: readonly string[];
  /** Values that are to be stale: usable for `graceMs` more where a load fails or is slow. */
  readonly expire?: readonly { readonly key: string; readonly graceMs: number }[];
  /** A value that takes the place of what was under its key. */
  readonly write?: InvalidationBatch['write'];
}

/** How an invalidation ended. This process serves nothing of the old in either case. */
export interface Invalidation {
  /**
   * Whether the shared server has it, so that every other process stops within `maxStalenessMs`. If not, it is kept
   * here and sent again until the server confirms it.
   */
  readonly isConfirmed: boolean;
  /** Names that wait for the server, this invalidation's and earlier ones'. */
  readonly pending: number;
}

/** Sends invalidations to the shared server, and keeps those that it did not confirm. */
export interface Invalidator {
  /** Resolves as soon as the server confirmed it, or failed to within the deadline. Never rejects. */
  invalidate(wish: InvalidationWish): Promise<Invalidation>;
  /** Names that wait for the server. */
  readonly pending: number;
  /** Sends what is pending; resolves with what is still pending then. */
  flush(): Promise<number>;
  /** Sends no more. */
  close(): void;
}

/** What {@link createInvalidator} needs. */
export interface InvalidatorOptions {
  readonly marks: Marks;
  /** Absent where there is only memory. */
  readonly store: SharedStore | undefined;
  readonly origin: string;
  /** The tag of everything: what stands for all others when they become too many. */
  readonly rootTag: string;
  /** Milliseconds that an invalidation may take before it counts as unconfirmed. */
  readonly confirmTimeoutMs: number;
  /** The most names that are remembered while the server is away; above it everything is invalidated instead. */
  readonly maxPending: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Keys are no longer to be kept in memory. Tags need no such call: values know their marks. */
  readonly forget: (keys: readonly string[]) => void;
  /** Names that match one of `patterns` are no longer to be kept in memory. */
  readonly forgetMatching: (patterns: readonly string[]) => void;
  /** What memory has under keys is stale, for as long at most. */
  readonly makeStale: (expire: InvalidationBatch['expire']) => void;
  /** The server wrote this entry, at the latest now. */
  readonly onConfirmed: (position: LogPosition) => void;
}

/** Waits between two attempts to send what is pending: doubled from the first to the last, in milliseconds. */
const retryMs = { first: 50, last: 1000 };

/** An invalidator with nothing pending. */
export function createInvalidator(options: InvalidatorOptions): Invalidator {
  const { marks, store, origin, rootTag, clock, random, forget, makeStale, onConfirmed } = options;
  // Names with the number of the last wish for each: an attempt settles only the wishes that were made before it.
  let pendingKeys = new Map<string, number>();
  let pendingTags = new Map<string, number>();
  let wishes = 0;
  let waitMs = retryMs.first;
  let retry: { cancel(): void } | undefined;
  let sending: Promise<void> | undefined;
  let isClosed = false;

  /** Whether the server confirmed `batch` in time. It may still execute one that it did not confirm. */
  async function send(batch: InvalidationBatch): Promise<boolean> {
    if (!store) return true;
    try {
      onConfirmed(
        await withDeadline(() => store.invalidate(batch), {
          timeoutMs: options.confirmTimeoutMs,
          clock,
        }),
      );
      return true;
    } catch {
      return false;
    }
  }

  function remember(keys: ReadonlySet<string>, tags: ReadonlySet<string>): void {
    wishes += 1;
    // The marks count one unconfirmed invalidation for each name in the maps.
    marks.invalidateUnconfirmed([
      ...[...keys].filter((key) => !pendingKeys.has(key)),
      ...[...tags].filter((tag) => !pendingTags.has(tag)),
    ]);
    for (const key of keys) pendingKeys.set(key, wishes);
    for (const tag of tags) pendingTags.set(tag, wishes);
    if (pendingKeys.size + pendingTags.size > options.maxPending) collapse();
  }

  /** Lets the tag of everything stand for all names that are pending. */
  function collapse(): void {
    const dropped = [...pendingKeys.keys(), ...pendingTags.keys()];
    marks.invalidateUnconfirmed([rootTag]);
    [pendingKeys, pendingTags] = [new Map(), new Map([[rootTag, wishes]])];
    marks.confirm(dropped);
  }

  function retryLater(): void {
    if (isClosed || retry) return;
    retry = clock.setTimer(() => {
      retry = undefined;
      waitMs = Math.min(waitMs * 2, retryMs.last);
      void sendPending();
    }, waitMs);
  }

  async function sendPending(): Promise<void> {
    sending ??= attempt().finally(() => (sending = undefined));
    await sending;
  }

  async function attempt(): Promise<void> {
    const until = wishes;
    const [keys, tags] = [[...pendingKeys.keys()], [...pendingTags.keys()]];
    if (keys.length + tags.length === 0) return;
    if (await send({ keys, tags, expire: [], origin, stamp: random.token() })) {
      waitMs = retryMs.first;
      marks.confirm([...settle(pendingKeys, keys, until), ...settle(pendingTags, tags, until)]);
    }
    if (pendingKeys.size + pendingTags.size > 0) retryLater();
  }

  return {
    get pending() {
      return pendingKeys.size + pendingTags.size;
    },
    async invalidate({ keys = [], tags = [], patterns = [], expire = [], write }) {
      const gone = write ? [...keys, write.key] : keys;
      const stale = expire.map(({ key }) => key);
      const names = [...gone, ...stale, ...tags, ...patterns];
      const matching = byTag(patterns);
      marks.invalidateUnconfirmed(names);
      forget(gone);
      options.forgetMatching(patterns);
      makeStale(expire);
      const isConfirmed = await send({
        keys,
        tags,
        ...(matching.length > 0 && { matching }),
        expire,
        ...(write && { write }),
        origin,
        // What is written carries it already.
        stamp: write?.token ?? random.token(),
      });
      // An explicit value or a shorter life that did not arrive is sent again as the end of what was there.
      const wholes = matching.map(({ tag }) => tag);
      if (!isConfirmed) remember(new Set([...gone, ...stale]), new Set([...tags, ...wholes]));
      marks.confirm(names);
      if (!isConfirmed) retryLater();
      return { isConfirmed, pending: pendingKeys.size + pendingTags.size };
    },
    async flush() {
      retry?.cancel();
      retry = undefined;
      await sendPending();
      return pendingKeys.size + pendingTags.size;
    },
    close() {
      isClosed = true;
      retry?.cancel();
    },
  };
}

/** The patterns of each namespace. */
function byTag(patterns: readonly string[]): readonly TagPatterns[] {
  const tags = Map.groupBy(patterns, tagOfPattern);
  return [...tags].map(([tag, some]) => ({ tag, patterns: some }));
}

/** Takes those of `names` away whose last wish is among the first `until`. */
function settle(pending: Map<string, number>, names: readonly string[], until: number): string[] {
  const settled = names.filter((name) => (pending.get(name) ?? Infinity) <= until);
  for (const name of settled) pending.delete(name);
  return settled;
}
