import { percentile } from '@unite/gate';

import { createCache, jsonCodec } from '../src/index.ts';
import { redisStore } from '../src/redis/index.ts';
import { seededFraction, zipfRanks } from '../test/eviction-workloads.ts';
import { machineMs, pause } from './child.ts';
import { openRedis } from './open-redis.ts';
import { ownServer } from './staleness-faults.ts';

/** How warming is tried. */
export interface WarmingTrial {
  readonly rounds: number;
  /** Keys at once. Default 16, as by default. */
  readonly concurrency?: number;
  /** Milliseconds that each load blocks the process, beside the 2 that it waits. Default 0. */
  readonly busyMs?: number;
}

/** What came of it. */
export interface WarmingOutcome {
  /** Of each warming, in milliseconds. */
  readonly tookMs: readonly number[];
  /** Keys that were not warm in the end, of all warmings. */
  readonly missing: number;
  /** 95th percentiles of the foreground's reads in each round, in milliseconds. */
  readonly p95: { readonly on: readonly number[]; readonly off: readonly number[] };
  /** Foreground reads of all rounds. */
  readonly reads: { readonly on: number; readonly off: number };
}

const warmKeys = 500;
/** Of the traffic: read by Zipf's law, so that some are in memory, some in Redis and some are loaded. */
const trafficKeys = 10_000;
const readers = 8;

/** 500 keys are warmed in every other round, while people read other keys. */
export async function tryWarming(trial: WarmingTrial): Promise<WarmingOutcome> {
  const { rounds, concurrency = 16, busyMs = 0 } = trial;
  await using server = await ownServer();
  using redis = openRedis(server.url);
  await using cache = createCache({ shared: redisStore(redis) });
  const traffic = cache.namespace('traffic', {
    key: '{id}',
    codec: jsonCodec<number>(),
    maxEntries: 100,
  });
  const warmed = cache.namespace('warmed', {
    key: '{round}:{id}',
    codec: jsonCodec<number>(),
    maxEntries: 1000,
  });
  await cache.ready();
  const rank = zipfRanks(1.25, trafficKeys, seededFraction(1));
  const load = async () => {
    await pause(2);
    return 1;
  };
  const busyLoad = async () => {
    await load();
    const untilMs = machineMs() + busyMs;
    while (machineMs() < untilMs);
    return 1;
  };

  let samples: number[] = [];
  let isGoing = true;
  const readOn = async () => {
    while (isGoing) {
      const beganAtMs = machineMs();
      await traffic.get({ id: rank() }, load);
      samples.push(machineMs() - beganAtMs);
      await pause(1);
    }
  };
  const reading = Promise.all(Array.from({ length: readers }, readOn));
  await pause(2000);

  const tookMs: number[] = [];
  const p95 = { on: [] as number[], off: [] as number[] };
  const reads = { on: 0, off: 0 };
  let missing = 0;
  const close = (kind: 'on' | 'off') => {
    p95[kind].push(percentile(samples, 0.95));
    reads[kind] += samples.length;
  };
  for (let round = 0; round < rounds; round += 1) {
    const keys = Array.from({ length: warmKeys }, (_, id) => ({ round, id }));
    samples = [];
    const beganAtMs = machineMs();
    const { failed, skipped } = await warmed.warm({
      ...{ keys, load: busyLoad, concurrency, budgetMs: 10_000 },
    });
    missing += failed + skipped;
    // The last ones are stored after they have been answered.
    while (failed + skipped === 0 && keys.some((key) => warmed.peek(key) === undefined))
      await pause(1);
    const ms = machineMs() - beganAtMs;
    close('on');
    tookMs.push(ms);
    samples = [];
    await pause(ms);
    close('off');
  }
  isGoing = false;
  await reading;
  return { tookMs, missing, p95, reads };
}
