import { median, percentile, type Claim } from '@unite/gate';

import type { Way } from './layers-program.ts';
import { haste, tryLayers, type LayersOutcome } from './layers-run.ts';

let tried: Promise<LayersOutcome> | undefined;

/** One trial for all claims. */
function tryOnce(): Promise<LayersOutcome> {
  tried ??= tryLayers();
  return tried;
}

const mean = (samples: readonly number[]) =>
  samples.reduce((sum, one) => sum + one, 0) / samples.length;

const lessBy = (value: number, than: number) => 100 * (1 - value / than);

const names = {
  layers: 'memory (LRU) and Redis',
  sieve: 'memory (SIEVE) and Redis',
  redis: 'Redis alone',
  none: 'no cache',
} satisfies Record<Way, string>;

// The keys of the table above.
const ways = Object.keys(names) as Way[];

/** What all claims have in common, in words. */
function conditions({ shares, latencies }: LayersOutcome): string {
  const { memory, shared, loader } = shares;
  return `two processes, Zipf 1.25 over 10,000 pages of 25 contacts (about 8 kB) in PostgreSQL, 1 % writes, ${latencies.none.length} reads of each way in turns; requests come and values die ${haste} times as fast as in the playbook; memory ${memory.toFixed(1)} %, Redis ${shared.toFixed(1)} %, loader ${loader.toFixed(1)} %`;
}

function latenciesOf({ latencies }: LayersOutcome): string {
  return ways
    .map((way) => {
      const samples = latencies[way];
      return `${names[way]}: mean ${mean(samples).toFixed(3)}, median ${median(samples).toFixed(3)}, 95th percentile ${percentile(samples, 0.95).toFixed(2)} ms`;
    })
    .join('; ');
}

/** What memory in front of Redis, and Redis in front of PostgreSQL, are worth. */
export const claims: readonly Claim[] = [
  {
    id: 'latency-than-redis',
    phase: '6.9',
    text: "the playbook's workload is answered at least 40 % sooner than by Redis alone, on average",
    target: { op: '>=', value: 40 },
    unit: '%',
    async measure() {
      const outcome = await tryOnce();
      const { layers, redis } = outcome.latencies;
      return {
        value: lessBy(mean(layers), mean(redis)),
        note: `the median is ${lessBy(median(layers), median(redis)).toFixed(0)} % lower; ${latenciesOf(outcome)}; ${conditions(outcome)}`,
      };
    },
  },
  {
    id: 'latency-than-none',
    phase: '6.9',
    text: "the playbook's workload is answered at least 40 % sooner than without a cache, on average",
    target: { op: '>=', value: 40 },
    unit: '%',
    async measure() {
      const outcome = await tryOnce();
      const { layers, none } = outcome.latencies;
      return {
        value: lessBy(mean(layers), mean(none)),
        note: `the median is ${lessBy(median(layers), median(none)).toFixed(0)} % lower; the query alone takes ${median(none).toFixed(2)} ms`,
      };
    },
  },
  {
    id: 'redis-reads',
    phase: '6.9',
    text: 'memory of 100 values with `eviction: sieve` spares Redis at least 70 % of the reads',
    target: { op: '>=', value: 70 },
    unit: '%',
    async measure() {
      const { redisReads, redisCommands } = await tryOnce();
      const { layers, sieve, redis } = redisReads;
      return {
        value: lessBy(sieve, redis),
        note: `${sieve} MGET instead of ${redis}; with LRU, as the playbook has it, ${lessBy(layers, redis).toFixed(1)} % (${layers}); of all commands, with those that follow the log, ${lessBy(redisCommands.sieve, redisCommands.redis).toFixed(0)} % and ${lessBy(redisCommands.layers, redisCommands.redis).toFixed(0)} %`,
      };
    },
  },
  {
    id: 'database-reads',
    phase: '6.9',
    text: 'the cache spares PostgreSQL at least 80 % of the reads',
    target: { op: '>=', value: 80 },
    unit: '%',
    async measure() {
      const { databaseReads } = await tryOnce();
      const { layers, redis, none } = databaseReads;
      return {
        value: lessBy(layers, none),
        note: `${layers} queries instead of ${none}; with Redis alone ${redis}`,
      };
    },
  },
  {
    id: 'process-memory',
    phase: '6.9',
    text: 'a process with these caches takes less than 500 MB',
    target: { op: '<', value: 500 },
    unit: 'MB',
    async measure() {
      const { rssBytes } = await tryOnce();
      return { value: rssBytes / 2 ** 20, note: 'resident, the larger of the two, at the end' };
    },
  },
];
