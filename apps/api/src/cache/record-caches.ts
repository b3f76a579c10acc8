import { type Cache, type CacheHealth, type CacheStats, createCache } from '@unite/cache';
import { redisStore } from '@unite/cache/redis';
import type { FastifyBaseLogger } from 'fastify';

import type { Campaign, CampaignChanges, NewCampaign } from '../campaigns/campaign-schemas.ts';
import { campaignSorts } from '../campaigns/campaign-routes.ts';
import type { Contact, ContactChanges, NewContact } from '../contacts/contact-schemas.ts';
import { contactSorts } from '../contacts/contact-routes.ts';
import {
  type CachedEntity,
  type CachedRecords,
  type CachedRecordsParts,
  cacheRecords,
  cachedEntities,
  countKeys,
  openCounts,
} from '../records/cached-records.ts';
import type { StoredRecords } from '../records/record-store.ts';
import { repeatJob } from '../repeating-job.ts';
import { createCacheLog, isWhole } from './cache-log.ts';
import { openCacheRedis } from './cache-redis.ts';
import { openRelayedOutbox } from './relayed-outbox.ts';
import type { WorkspaceKeys } from './workspace-keys.ts';

/** What is cached, and where. */
export interface RecordCachesOptions {
  /** Null: in memory alone, which is right for one instance only. */
  readonly redisUrl: string | null;
  /** Where the outbox is. */
  readonly databaseUrl: string;
  readonly contacts: StoredRecords<Contact, NewContact, ContactChanges>;
  readonly campaigns: StoredRecords<Campaign, NewCampaign, CampaignChanges>;
  readonly logger: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
}

/** Contacts and campaigns behind one cache. */
export interface RecordCaches {
  readonly contacts: CachedRecords<Contact, NewContact, ContactChanges>;
  readonly campaigns: CachedRecords<Campaign, NewCampaign, CampaignChanges>;
  readonly hasRedis: boolean;
  /** The most bytes that are taken in memory. */
  readonly maxBytes: number;
  readonly keys: readonly WorkspaceKeys[];
  stats(): CacheStats;
  health(): CacheHealth;
  /** Whether memory may be served, Redis answers, and has confirmed all invalidations. */
  isWhole(): boolean;
  /** Resolves once memory may be served, or after 5 s. */
  ready(): Promise<boolean>;
  /** Called about every second, with what happened so far. */
  onSecond(look: (stats: CacheStats) => void): void;
  /** Committed invalidations of all processes that wait for Redis; null when the database does not tell. */
  waiting(): number | null;
  /** Sends what Redis has not confirmed, and lets go of it. */
  close(): Promise<void>;
}

/** What all cached values may take in memory, in bytes. */
const maxBytes = 64 * 2 ** 20;

/**
 * How long a write waits for Redis to confirm what it invalidates, in milliseconds; it is sent again until it does. A
 * Redis that answers at all takes a few, and one that hangs must not hold up every write.
 */
const confirmTimeoutMs = 300;

/** Opens the cache; nothing waits for Redis. */
export function openRecordCaches(options: RecordCachesOptions): RecordCaches {
  const { redisUrl, logger } = options;
  const log = createCacheLog(logger);
  const redis = redisUrl === null ? null : openCacheRedis(redisUrl, log.failed);
  const cache = createCache<CachedEntity>({
    ...(redis && { shared: redisStore(redis, { name: 'unite:api' }) }),
    tenant: 'workspace',
    entities: cachedEntities,
    maxBytes,
    confirmTimeoutMs,
    onEvent: log.onEvent,
  });
  const counts = openCounts(cache);
  const relayed = redis && openRelayedOutbox({ cache, url: options.databaseUrl, log });
  const parts = { cache, counts, outbox: relayed?.outbox ?? afterCommit(cache) };
  const contacts = cacheRecords(
    options.contacts,
    { plural: 'contacts', singular: 'contact', sorts: contactSorts, filters: ['stage'] },
    parts,
  );
  const campaigns = cacheRecords(
    options.campaigns,
    { plural: 'campaigns', singular: 'campaign', sorts: campaignSorts, filters: ['status'] },
    parts,
  );
  let look: (stats: CacheStats) => void = () => undefined;
  const seconds = repeatJob(
    async () => {
      if (redis) log.look(cache.health());
      look(cache.stats());
      await relayed?.look();
    },
    {
      intervalMs: 1_000,
      onError: (err) => logger.error({ err }, 'cannot look at the cache'),
    },
  );
  const warmings: Disposable[] = [];
  let isClosed = false;
  // What is popular stands in Redis, so not before it is reached.
  void cache.ready().then((isReady) => {
    if (isReady && !isClosed) warmings.push(contacts.keepWarm(), campaigns.keepWarm());
  });
  return {
    contacts,
    campaigns,
    hasRedis: redis !== null,
    maxBytes,
    keys: [...contacts.keys, ...campaigns.keys, countKeys(counts)],
    stats: cache.stats,
    health: cache.health,
    isWhole: () => isWhole(cache.health()),
    ready: () => cache.ready(),
    onSecond: (next) => (look = next),
    waiting: () => (relayed ? relayed.waiting : 0),
    async close() {
      isClosed = true;
      for (const warming of warmings) warming[Symbol.dispose]();
      await seconds.stop();
      await relayed?.close();
      const { pending } = await cache.close();
      if (pending > 0) logger.warn({ pending }, 'Redis did not confirm what was invalidated');
      redis?.disconnect();
    },
  };
}

/** For memory that no other process shares: it dies with the process that could not invalidate any more. */
function afterCommit(cache: Pick<Cache<CachedEntity>, 'invalidate'>): CachedRecordsParts['outbox'] {
  return {
    invalidateOnCommit: async (_transaction, ...names) => ({
      send: () => cache.invalidate(...names),
    }),
  };
}
