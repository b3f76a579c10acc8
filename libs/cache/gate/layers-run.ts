import { startPostgres } from '@unite/stack';
import pg from 'pg';

import { startChild, type Child } from './child.ts';
import { fillContacts } from './layers-contacts.ts';
import type { CachedWay, LayersOptions, LayersReport, Way } from './layers-program.ts';
import { openRedis } from './open-redis.ts';
import { ownServer } from './staleness-faults.ts';
import { playbook, sharesBetween, type Shares } from './workload.ts';

/** What two processes met together. */
export interface LayersOutcome {
  readonly latencies: Readonly<Record<Way, readonly number[]>>;
  readonly databaseReads: Readonly<Record<Way, number>>;
  /** Commands that read values from Redis, and all commands. */
  readonly redisReads: Readonly<Record<CachedWay, number>>;
  readonly redisCommands: Readonly<Record<CachedWay, number>>;
  readonly shares: Shares;
  /** Of the larger process. */
  readonly rssBytes: number;
}

/** How much faster than in the playbook everything happens: requests come and values die. */
export const haste = 30;

/** Two processes read in four ways. */
export async function tryLayers({
  warmMs = 35_000,
  forMs = 60_000,
  maxEntries = playbook.maxEntries,
} = {}): Promise<LayersOutcome> {
  await using layers = await ownServer();
  await using sieve = await ownServer();
  await using alone = await ownServer();
  await using database = await startPostgres({ replicas: 0 });
  const owner = new pg.Client(database.migrationUrl);
  await owner.connect();
  await fillContacts(owner);
  await owner.end();
  const redisUrls = { layers: layers.url, sieve: sieve.url, redis: alone.url };
  const options = (seed: number): LayersOptions => ({
    seed,
    redisUrls,
    databaseUrl: database.databaseUrl,
    workload: {
      ...playbook,
      maxEntries,
      requestsPerSecond: (playbook.requestsPerSecond * haste) / 2,
      ttlMs: playbook.ttlMs / haste,
      sharedTtlMs: playbook.sharedTtlMs / haste,
    },
  });
  await using one = await startChild('layers-program.ts', options(1));
  await using other = await startChild('layers-program.ts', options(2));
  const both = [one, other];
  const before = await run(both, warmMs);
  const readsBefore = await commandsOf(redisUrls);
  const after = await run(both, forMs);
  const readsAfter = await commandsOf(redisUrls);
  const grown = (of: 'reads' | 'all') => ({
    layers: readsAfter.layers[of] - readsBefore.layers[of],
    sieve: readsAfter.sieve[of] - readsBefore.sieve[of],
    redis: readsAfter.redis[of] - readsBefore.redis[of],
  });
  const sum = (way: Way) =>
    after.reduce((total, { databaseReads }) => total + databaseReads[way], 0);
  const all = (way: Way) => after.flatMap((report) => report.latencies[way]);
  const ofEach = <T>(value: (way: Way) => T): Record<Way, T> => ({
    layers: value('layers'),
    sieve: value('sieve'),
    redis: value('redis'),
    none: value('none'),
  });
  return {
    latencies: ofEach(all),
    databaseReads: ofEach(sum),
    redisReads: grown('reads'),
    redisCommands: grown('all'),
    shares: sharesBetween(
      before.map(({ stats }) => stats),
      after.map(({ stats }) => stats),
    ),
    rssBytes: Math.max(...after.map(({ rssBytes }) => rssBytes)),
  };
}

async function run(children: readonly Child[], forMs: number): Promise<readonly LayersReport[]> {
  const reports = await Promise.all(children.map((child) => child.ask({ forMs })));
  return reports as LayersReport[]; // as the program answers
}

type Commands = Record<CachedWay, { readonly reads: number; readonly all: number }>;

async function commandsOf(urls: Record<CachedWay, string>): Promise<Commands> {
  return {
    layers: await countCommands(urls.layers),
    sieve: await countCommands(urls.sieve),
    redis: await countCommands(urls.redis),
  };
}

/** Values are read by MGET, together with their stamps; one of ten loads also reads stamps alone. */
async function countCommands(url: string): Promise<{ reads: number; all: number }> {
  using redis = openRedis(url);
  const calls = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  const stats = await redis.info('stats');
  const commands = await redis.info('commandstats');
  return {
    reads: calls(commands, /cmdstat_mget:calls=(\d+)/),
    all: calls(stats, /total_commands_processed:(\d+)/),
  };
}
