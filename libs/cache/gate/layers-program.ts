// One process that reads pages of contacts in four ways: through memory and Redis, with LRU and with SIEVE, through Redis
// alone, and always from PostgreSQL. usage: forked with LayersOptions; it obeys LayersOrders with LayersReports.
import { Redis } from 'ioredis';
import pg from 'pg';

import { createCache, jsonCodec, type NamespaceStats } from '../src/index.ts';
import { redisStore } from '../src/redis/index.ts';
import { seededFraction, zipfRanks } from '../test/eviction-workloads.ts';
import { givenOptions, machineMs, obey, pause } from './child.ts';
import { contactsPage, workspaces, type Contact } from './layers-contacts.ts';
import type { Workload } from './workload.ts';

/** How the program is run. */
export interface LayersOptions {
  readonly seed: number;
  /** One server for each way that has one. */
  readonly redisUrls: Readonly<Record<CachedWay, string>>;
  readonly databaseUrl: string;
  /** Of this process alone. */
  readonly workload: Workload;
}

/** Goes on for a while. */
export interface LayersOrder {
  readonly forMs: number;
}

/** The ways to read that have a Redis. */
export type CachedWay = 'layers' | 'sieve' | 'redis';

/** The ways to read. */
export type Way = CachedWay | 'none';

/** What happened in that while. */
export interface LayersReport {
  /** Of each read, in milliseconds. */
  readonly latencies: Readonly<Record<Way, readonly number[]>>;
  readonly databaseReads: Readonly<Record<Way, number>>;
  /** Since the program began. */
  readonly stats: NamespaceStats;
  readonly rssBytes: number;
}

const options = givenOptions() as LayersOptions; // the harness writes them
const { workload } = options;
const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4 });
const { ttlMs, sharedTtlMs, maxEntries } = workload;
const namespaceOptions = {
  key: 'workspace:{workspace}:{page}',
  codec: jsonCodec<readonly Contact[]>(),
  ...{ ttlMs, sharedTtlMs, maxEntries },
} as const; // the template is a literal
const cacheOver = (way: CachedWay) =>
  createCache({ shared: redisStore(new Redis(options.redisUrls[way])) });
const inLayers = cacheOver('layers').namespace('contacts', namespaceOptions);
const inSieve = cacheOver('sieve').namespace('contacts', {
  ...namespaceOptions,
  eviction: 'sieve',
});
// Nothing fits into its memory.
const inRedis = cacheOver('redis').namespace('contacts', { ...namespaceOptions, maxEntryBytes: 1 });

const noReads = (): Record<Way, number> => ({ layers: 0, sieve: 0, redis: 0, none: 0 });
const noLatencies = (): Record<Way, number[]> => ({ layers: [], sieve: [], redis: [], none: [] });
let databaseReads = noReads();
let latencies = noLatencies();

interface Key {
  readonly workspace: number;
  readonly page: number;
}

const loadFor = (way: Way, { workspace, page }: Key) => {
  databaseReads[way] += 1;
  return contactsPage(pool, workspace, page);
};

const ways: readonly (readonly [Way, (key: Key) => Promise<unknown>])[] = [
  ['layers', (key) => inLayers.get(key, () => loadFor('layers', key))],
  ['sieve', (key) => inSieve.get(key, () => loadFor('sieve', key))],
  ['redis', (key) => inRedis.get(key, () => loadFor('redis', key))],
  ['none', (key) => loadFor('none', key)],
];

const fraction = seededFraction(options.seed);
const rank = zipfRanks(workload.exponent, workload.keys, fraction);

async function request(turn: number): Promise<void> {
  const popularity = rank();
  const key = { workspace: popularity % workspaces, page: Math.floor(popularity / workspaces) };
  if (fraction() < workload.writeRatio) {
    const text = 'UPDATE contacts SET note = $3 WHERE workspace_id = $1 AND page = $2';
    await pool.query(text, [key.workspace, key.page, `changed ${turn}`]);
    await Promise.all([inLayers, inSieve, inRedis].map((contacts) => contacts.delete(key)));
    return;
  }
  // Each way comes first as often as the others: what PostgreSQL has just read is quicker.
  for (let n = 0; n < ways.length; n += 1) {
    const [way, read] = ways[(turn + n) % ways.length] ?? [];
    if (!way || !read) throw new RangeError('there is no such way');
    const beganAtMs = machineMs();
    await read(key);
    latencies[way].push(machineMs() - beganAtMs);
  }
}

obey(async (order) => {
  const { forMs } = order as LayersOrder; // the harness sends it
  latencies = noLatencies();
  databaseReads = noReads();
  const beganAtMs = machineMs();
  let dueAtMs = beganAtMs;
  for (let turn = 0; dueAtMs < beganAtMs + forMs; turn += 1) {
    await request(turn);
    dueAtMs += (1000 / workload.requestsPerSecond) * -Math.log(1 - fraction());
    const leftMs = dueAtMs - machineMs();
    if (leftMs > 0) await pause(leftMs);
  }
  const stats = inLayers.stats();
  return {
    latencies,
    databaseReads,
    stats,
    rssBytes: process.memoryUsage.rss(),
  } satisfies LayersReport;
});
