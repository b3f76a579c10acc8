// One process with a cache, for the claims about staleness. usage: forked with StalenessOptions; it obeys StalenessOrders.
import { Redis } from 'ioredis';

import { createCache, jsonCodec } from '../src/index.ts';
import { redisStore } from '../src/redis/index.ts';
import { givenOptions, machineMs, obey, pause } from './child.ts';
import { naiveCache } from './naive-cache.ts';

/** How the program is run. */
export interface StalenessOptions {
  readonly cache: 'ours' | 'naive';
  /** Begins the names of tokens. */
  readonly id: string;
  /** The server of the cache, as this process reaches it. */
  readonly redisUrl: string;
  /** How many replicas must have an invalidation before it is confirmed. */
  readonly replicas: number;
  /** A server that never fails: the source of the values. */
  readonly sourceUrl: string;
  /** Whether it changes and invalidates values beside reading them. */
  readonly isWriter: boolean;
}

/** `begin` and later `end`, which answers a StalenessReport. */
export type StalenessOrder = 'begin' | 'end';

/** An invalidation that the shared server confirmed. */
export interface Confirmed {
  readonly key: string;
  /** What was true from then on. */
  readonly version: number;
  /** When the call was made, and when it was confirmed, by the machine's clock. */
  readonly calledAtMs: number;
  readonly confirmedAtMs: number;
}

/** What a process saw. */
export interface StalenessReport {
  readonly confirmed: readonly Confirmed[];
  readonly unconfirmed: number;
  /** For each key and version, when the last read began that answered it. */
  readonly lastServed: readonly (readonly [key: string, version: number, atMs: number])[];
  readonly reads: number;
  readonly memoryHits: number;
  readonly sharedHits: number;
  readonly misses: number;
  readonly failures: number;
  /** Reads that answered what this very process had invalidated before they began. */
  readonly ownViolations: number;
  /** How long invalidations of others took to arrive, as the cache itself tells: upper bounds and counts. */
  readonly arrivals: readonly (readonly [upToMs: number, count: number])[];
}

const options = givenOptions() as StalenessOptions; // the harness writes them
const keys = ['1', '2', '3', '4', '5', '6', '7', '8'];

const client = (url: string) =>
  new Redis(url, {
    retryStrategy: () => 20,
    maxRetriesPerRequest: 1,
    connectTimeout: 1000,
  }).on('error', () => undefined);

const source = client(options.sourceUrl);
const redis = client(options.redisUrl);
const cache =
  options.cache === 'naive' ? naiveCache(redis, client(options.redisUrl)) : oursOver(redis);

/** What both caches can do. */
export interface TriedCache {
  get(key: string, load: () => Promise<number>): Promise<number>;
  /** Ends the value under the key, in one of several ways. @returns whether it is confirmed */
  invalidate(key: string, way: number): Promise<boolean>;
  pending(): number;
  stats(): Pick<StalenessReport, 'memoryHits' | 'sharedHits' | 'misses' | 'arrivals'>;
}

function oursOver(connection: Redis): TriedCache {
  const { replicas } = options;
  const ours = createCache({ shared: redisStore(connection, { replicas }) });
  const items = ours.namespace('items', {
    key: '{group}:{id}',
    codec: jsonCodec<number>(),
    graceMs: 60_000,
    refreshAhead: 1,
    tags: ({ id }) => [`id-${id}`],
  });
  const keyOf = (id: string) => ({ group: 'g', id });
  return {
    get: (id, load) => items.get(keyOf(id), load),
    async invalidate(id, way) {
      if (way === 0) return (await items.invalidatePrefix({ group: 'g' })).isConfirmed;
      if (way < 3) return (await ours.invalidateTags([`id-${id}`])).isConfirmed;
      return (await items.delete(keyOf(id))).isConfirmed;
    },
    pending: () => ours.health().pending,
    stats: () => ({
      ...items.stats(),
      arrivals: ours.stats().staleness.buckets.map(({ upToMs, count }) => [upToMs, count]),
    }),
  };
}

const versions = new Map<string, number>();
const confirmed: Confirmed[] = [];
let waiting: Omit<Confirmed, 'confirmedAtMs'>[] = [];
const lastServed = new Map<string, Map<number, number>>(keys.map((key) => [key, new Map()]));
const returned = new Map<string, { version: number; atMs: number }>();
const counts = { reads: 0, failures: 0, ownViolations: 0, unconfirmed: 0 };
let isGoing = false;

/** Sometimes slow, so that invalidations fall into loads. */
async function load(key: string): Promise<number> {
  const version = Number(await source.get(key));
  if (Math.random() < 0.2) await pause(Math.random() * 60);
  return version;
}

async function read(key: string): Promise<void> {
  const own = returned.get(key);
  const atMs = machineMs();
  counts.reads += 1;
  try {
    const version = await cache.get(key, () => load(key));
    lastServed.get(key)?.set(version, atMs);
    if (own && version < own.version) counts.ownViolations += 1;
  } catch {
    counts.failures += 1;
  }
}

/** Each key is read by itself, so that a slow one does not keep the others waiting. */
async function goOnReading(key: string): Promise<void> {
  while (isGoing) {
    await read(key);
    await pause(1);
  }
}

async function change(key: string, way: number): Promise<void> {
  const version = (versions.get(key) ?? 0) + 1;
  versions.set(key, version);
  await source.set(key, version);
  const calledAtMs = machineMs();
  const isConfirmed = await cache.invalidate(key, way);
  const confirmedAtMs = machineMs();
  returned.set(key, { version, atMs: confirmedAtMs });
  if (isConfirmed) confirmed.push({ key, version, calledAtMs, confirmedAtMs });
  else {
    counts.unconfirmed += 1;
    waiting.push({ key, version, calledAtMs });
  }
}

/** What was not confirmed at once is confirmed when nothing waits any more. */
function settle(): void {
  if (waiting.length === 0 || cache.pending() > 0) return;
  const confirmedAtMs = machineMs();
  confirmed.push(...waiting.map((one) => ({ ...one, confirmedAtMs })));
  waiting = [];
}

async function goOnChanging(): Promise<void> {
  for (let n = 0; isGoing; n += 1) {
    const key = keys[n % keys.length] ?? '1';
    await change(key, n % 5);
    // The next falls into the loads that this one has brought about; then the key rests until it is in memory again.
    await pause(15);
    await change(key, (n + 2) % 5);
    settle();
    await pause(40);
  }
}

function report(): StalenessReport {
  settle();
  return {
    ...counts,
    ...cache.stats(),
    confirmed,
    lastServed: [...lastServed].flatMap(([key, served]) =>
      [...served].map(([version, atMs]) => [key, version, atMs] as const),
    ),
  };
}

obey(async (order) => {
  isGoing = order === 'begin';
  if (!isGoing) {
    await pause(50);
    return report();
  }
  for (const key of keys) void goOnReading(key);
  if (options.isWriter) void goOnChanging();
  return null;
});
