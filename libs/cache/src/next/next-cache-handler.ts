import { createHash } from 'node:crypto';
import type { Cache } from '../cache.ts';
import { checkNumber } from '../check-option.ts';
import { systemClock, systemOriginMs, type Clock } from '../clock.ts';
import { joinNames } from '../invalidation-names.ts';
import { keptEntry, keptEntryCodec, nextEntry, type KeptEntry } from './kept-entry.ts';
import { createMoments } from './moments.ts';
import type { NextCacheEntry, NextCacheHandler } from './next-types.ts';

/** How a handler for Next is made. */
export interface NextCacheHandlerOptions {
  /** The one whose tags are shared with the API: its `shared` is the same store, under the same name. */
  readonly cache: Cache;
  /** Of the namespace that Next's entries are in. Default `next`. */
  readonly name?: string;
  /** The most entries in memory. At least 1. Default 500. */
  readonly maxEntries?: number;
  /** The most bytes that one entry may take in memory; larger ones stay in the shared server. Default 1 MiB. */
  readonly maxEntryBytes?: number;
  /** Milliseconds that a load may take; what took longer is not kept. From 1000 to 600,000. Default 60,000. */
  readonly maxLoadMs?: number;
  /** Told of what failed; Next then does without the cache. Must not throw. Default nobody. */
  readonly onError?: (error: unknown) => void;
  /** Default the machine's, which Next takes `timestamp` from. */
  readonly clock?: Clock;
  /** When that clock began, in milliseconds since 1970. Default the machine's. */
  readonly originMs?: number;
}

/** Begins the tags that Next derives from paths: NEXT_CACHE_IMPLICIT_TAG_ID of `next/dist/lib/constants`. */
const pathTagMark = '_N_T_';

/** The tag of all entries of Next, which every `revalidatePath` ends. */
const pathsTag = 'next:paths';

/** The longest life of an entry, 24 days in milliseconds; Next's longest is 136 years. */
const maxLifeMs = 24 * 24 * 3_600_000;

/**
 * A handler for `cacheHandlers` of Next 16 (`'use cache'` and `'use cache: remote'`), which keeps entries in a
 * namespace of `cache`: what `cache.invalidateTags` ends in the API is gone in Next, and what `updateTag` or
 * `revalidateTag` end in Next is gone in the API.
 *
 * An entry that was loaded while one of its tags was invalidated, by whichever process, is served to those who waited
 * for it and not kept. Next may serve what `revalidateTag(tag, profile)` made stale while it loads it again; this
 * handler never does. `revalidatePath` ends all entries of Next.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID when an option is out of its range, or the namespace is taken
 */
export function createNextCacheHandler(options: NextCacheHandlerOptions): NextCacheHandler {
  const { cache, name = 'next', clock = systemClock, originMs = systemOriginMs } = options;
  const { maxEntries, maxEntryBytes, onError = () => undefined } = options;
  const keepMs = checkNumber('maxLoadMs', options.maxLoadMs ?? 60_000, {
    min: 1000,
    max: 600_000,
  });
  const moments = createMoments({ cache, clock, keepMs });
  const entries = cache.namespace(name, {
    key: '{digest}',
    codec: keptEntryCodec,
    ttlMs: maxLifeMs,
    sharedTtlMs: maxLifeMs,
    jitter: 0,
    // A lease is held for as long as it takes to store what Next has loaded already.
    leaseWaitMs: 0,
    // Entries are never handed out themselves.
    copy: 'none',
    isGlobal: true,
    tags: () => [pathsTag],
    ...(maxEntries !== undefined && { maxEntries }),
    ...(maxEntryBytes !== undefined && { maxEntryBytes }),
  });
  const storing = new Map<string, Promise<void>>();

  /** Next's keys are as long as the arguments of the function. */
  const keyOf = (cacheKey: string) => ({
    digest: createHash('sha256').update(cacheKey).digest('base64url'),
  });

  async function store(cacheKey: string, pendingEntry: Promise<NextCacheEntry>): Promise<void> {
    const entry = await keptEntry(await pendingEntry);
    const beganAtMs = entry.timestamp - originMs;
    const lifeMs = Math.min(entry.expire * 1000 - (clock.monotonicMs() - beganAtMs), maxLifeMs);
    const began = moments.upTo(beganAtMs);
    // Without a moment nobody can tell what was invalidated while it was loaded.
    if (!began || lifeMs <= 0) return;
    const names = joinNames([
      cache.names.all(),
      entries.names.all(),
      cache.names.tags(pathsTag, ...entry.tags),
    ]);
    const load = async (context: LoadContext): Promise<KeptEntry | undefined> => {
      context.tag(...entry.tags);
      context.setTtl(lifeMs);
      // The cache answers for what is invalidated from here on; the moment for what was before.
      return (await began.isInvalidated(names)) ? undefined : entry;
    };
    await entries.get(keyOf(cacheKey), load, { forceFresh: true });
  }

  return {
    async get(cacheKey) {
      await storing.get(cacheKey);
      moments.note();
      try {
        const kept = await entries.get(keyOf(cacheKey), () => undefined);
        return kept && nextEntry(kept);
      } catch (error) {
        // A cache that is closed or cut off must not fail a page.
        onError(error);
        return undefined;
      }
    },
    async set(cacheKey, pendingEntry) {
      const done = store(cacheKey, pendingEntry).catch(onError);
      storing.set(cacheKey, done);
      await done;
      if (storing.get(cacheKey) === done) storing.delete(cacheKey);
    },
    refreshTags: async () => moments.note(),
    getExpiration: async () => 0,
    async updateTags(tags) {
      const isPath = tags.some((tag) => tag.startsWith(pathTagMark));
      await cache.invalidateTags(isPath ? [...tags, pathsTag] : tags);
    },
  };
}

/** What of a loader's context is used. */
interface LoadContext {
  tag(...tags: readonly string[]): void;
  setTtl(ms: number): void;
}
