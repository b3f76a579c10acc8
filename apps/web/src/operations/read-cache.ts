import type { Outcome } from '../api/outcome.ts';
import { outcomeOf, type ServerApi } from '../api/server-api.ts';
import type { Cache, CacheExplanation, CacheKey } from './cache.ts';

/** What the API says of its cache, and of one key where that was asked for. */
export interface CacheLook {
  /** Undefined when the answer was not there in time. */
  readonly cache: Outcome<Cache> | undefined;
  readonly explanation: Outcome<CacheExplanation> | undefined;
}

/** The page does not wait longer for this part of it, in ms. */
const limitMs = 1_500;

/** Asks the API what its cache did, and what it knows of `key`. */
export async function readCache(api: ServerApi, key: CacheKey | undefined): Promise<CacheLook> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), limitMs);
  const inTime = <T>(asked: Promise<T>) => Promise.race([asked, late.promise]);
  try {
    const [cache, explanation] = await Promise.all([
      inTime(outcomeOf(api.GET('/api/operations/cache'))),
      key &&
        inTime(
          outcomeOf(api.GET('/api/operations/cache/explain', { params: { query: { ...key } } })),
        ),
    ]);
    return { cache, explanation };
  } finally {
    clearTimeout(timer);
  }
}
