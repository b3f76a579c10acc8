import type { Redis } from 'ioredis';

import { createCache, jsonCodec } from '../src/index.ts';
import { decodeRecord, encodeRecord } from '../src/record.ts';
import { redisStore } from '../src/redis/index.ts';
import { openPayload } from '../src/shared-store.ts';
import { machineMs } from './child.ts';
import { openRedis } from './open-redis.ts';
import { ownServer } from './staleness-faults.ts';

/** A contact's change makes as many lists out of date. */
export interface CascadeTrial {
  /** Entities that are reached, the changed one included. */
  readonly nodes: number;
  readonly rounds: number;
}

/** @returns milliseconds of each cascade, from the call to the confirmation by Redis, and how many nodes it reached */
export async function measureCascade({
  nodes,
  rounds,
}: CascadeTrial): Promise<{ tookMs: number[]; reached: number }> {
  await using server = await ownServer();
  using redis = openRedis(server.url);
  const lists = Array.from({ length: nodes - 1 }, (_, n) => n);
  await using cache = createCache({
    shared: redisStore(redis),
    entities: { contact: { dependents: { list: () => lists } }, list: {} },
  });
  await cache.ready();
  const tookMs: number[] = [];
  for (let round = -warmRounds; round < rounds; round += 1) {
    const beganAtMs = machineMs();
    const { isConfirmed } = await cache.invalidateEntity('contact', round + warmRounds);
    if (!isConfirmed) throw new Error('Redis did not confirm the cascade');
    if (round >= 0) tookMs.push(machineMs() - beganAtMs);
  }
  return { tookMs, reached: cache.planInvalidation('contact', 1).nodes.length };
}

/** In which code is compiled. */
const warmRounds = 5;

/** How the cost of a tag is measured. */
export interface TagTrial {
  /** Entries of the one tag; the other has one. */
  readonly entries: number;
  readonly rounds: number;
  /** Ends the entries by their keys instead, as a cache without stamps has to. Default false. */
  readonly byKey?: boolean;
}

/** Of each round, in milliseconds, from the call to the confirmation. */
export interface TagCosts {
  readonly one: readonly number[];
  readonly many: readonly number[];
  /** Entries that were fresh in memory right before the tag was ended, and after, of the last round. */
  readonly before: number;
  readonly after: number;
}

/** Ends one entry and many by a tag, in turns; all are in memory and in Redis before. */
export async function measureTags({ entries, rounds, byKey = false }: TagTrial): Promise<TagCosts> {
  await using server = await ownServer();
  using redis = openRedis(server.url);
  await using cache = createCache({
    shared: redisStore(redis),
    maxBytes: 512 * 2 ** 20,
    sharedTimeoutMs: 10_000,
    confirmTimeoutMs: 10_000,
  });
  const items = cache.namespace('items', {
    key: '{tag}:{id}',
    codec: jsonCodec<number>(),
    maxEntries: entries + 10,
    jitter: 0,
    tags: ({ tag }) => [String(tag)],
  });
  await cache.ready();
  const keys = Array.from({ length: entries }, (_, id) => ({ tag: 'many', id }));
  const single = { tag: 'one', id: 0 };
  const names = keys.map((key) => items.names.key(key).keys?.[0] ?? '');
  const fill = async () => {
    await items.get(single, () => 1);
    const { value } = await items.read(keys[0] ?? single, () => 1);
    await copyStored(redis, names);
    for (let at = 0; at < entries; at += 1000) {
      const some = await items.getMany(keys.slice(at, at + 1000), refuse);
      if (some.some((one) => one !== value)) throw new Error('an entry was not copied');
    }
  };
  const fresh = () => keys.filter((key) => items.peek(key) !== undefined).length;
  const end = (tag: string) =>
    byKey && tag === 'many'
      ? cache.invalidate(...keys.map((key) => items.names.key(key)))
      : cache.invalidateTags([tag]);
  const costs = { one: [] as number[], many: [] as number[] };
  let [before, after] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    await fill();
    before = fresh();
    const order = round % 2 === 0 ? (['one', 'many'] as const) : (['many', 'one'] as const);
    // Once more for nothing: what lay idle while the entries were made is slow at first.
    for (let n = 0; n < 20; n += 1) await cache.invalidateTags(['nobody']);
    for (const tag of order) {
      const beganAtMs = machineMs();
      await end(tag);
      costs[tag].push(machineMs() - beganAtMs);
    }
    after = fresh();
  }
  return { ...costs, before, after };
}

/** Puts what Redis has under the first name under the others as well, once it is there. */
async function copyStored(redis: Redis, [first = '', ...others]: readonly string[]): Promise<void> {
  const place = (name: string) => `cache:v:{${name}}`;
  let stored: string | null = null;
  while (stored === null) stored = await redis.get(place(first));
  const body = openPayload(stored)?.body ?? '';
  const record = decodeRecord(body, first, 1);
  if (!record) throw new Error('the first entry is no record');
  const opening = stored.slice(0, -body.length);
  const storedUnder = (name: string) =>
    opening + encodeRecord({ ...record, head: { ...record.head, name } });
  for (let at = 0; at < others.length; at += 1000) {
    const some = others.slice(at, at + 1000);
    await redis.mset(some.flatMap((name) => [place(name), storedUnder(name)]));
  }
}

/** A loader that is not to be called. */
async function refuse(): Promise<never> {
  throw new Error('an entry is not in Redis');
}
