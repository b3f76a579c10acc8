import { startRedisSentinel, type RedisNode, type RedisSentinel } from '@unite/stack';
import { Redis, type RedisOptions } from 'ioredis';
import { createCache, jsonCodec, type CacheEvent } from '../../src/index.ts';
import { joinNames, type InvalidationNames } from '../../src/invalidation-names.ts';
import type { SharedStore } from '../../src/shared-store.ts';
import { harness } from './own-redis.ts';

/** A primary, a replica and sentinels of our own. */
export async function ownSentinel(): Promise<RedisSentinel> {
  const servers = await startRedisSentinel({ env: { PATH: process.env.PATH } });
  if (servers.missing) throw new Error(servers.missing.why);
  return servers;
}

/** A client as an app has it, which asks the sentinels for the primary. */
export function connectThrough(
  { name, password, sentinels }: RedisSentinel,
  options: Omit<RedisOptions, 'replyMapping'> = {},
): Redis {
  return new Redis({
    sentinels: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
    name,
    password,
    sentinelPassword: password,
    retryStrategy: () => 20,
    ...options,
  }).on('error', () => undefined);
}

/** One process, whose loads answer the truth of their moment. */
export interface Party extends AsyncDisposable {
  readonly redis: Redis;
  readonly cache: ReturnType<typeof createCache>;
  readonly events: readonly CacheEvent[];
  /** What is invalidated when the truth about `id` has changed. */
  names(id: string): InvalidationNames;
  /** Reads `id` from memory where it may, and another value of it that only Redis can hold. */
  read(id: string): Promise<readonly Version[]>;
}

/** Of what is cached. */
export type Version = 'old' | 'new';

/** A process over a store; `changed` has the values of which something new is true. */
export function startParty(redis: Redis, shared: SharedStore, changed: ReadonlySet<string>): Party {
  const events: CacheEvent[] = [];
  const onEvent = (event: CacheEvent) => void events.push(event);
  const cache = createCache({ shared, onEvent });
  const options = { key: 'all:{id}', codec: jsonCodec<Version>(), ttlMs: 600_000 } as const; // a template
  const kept = cache.namespace('kept', { ...options, tags: ({ id }) => [`id-${id}`] });
  // Memory has no room for any.
  const passed = cache.namespace('passed', { ...options, maxEntryBytes: 1 });
  const load = (id: string) => async (): Promise<Version> => (changed.has(id) ? 'new' : 'old');
  return {
    redis,
    cache,
    events,
    names: (id) => joinNames([cache.names.tags(`id-${id}`), passed.names.key({ id })]),
    read: (id) => Promise.all([kept.get({ id }, load(id)), passed.get({ id }, load(id))]),
    async [Symbol.asyncDispose]() {
      await cache.close();
      redis.disconnect();
    },
  };
}

/** Lets time pass until `look` answers true. Jest's limit ends it. */
export async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await look())) await harness.wait(10);
}

/** Whether the client is connected to `node`. */
export function isAt({ stream }: Redis, { port }: RedisNode): boolean {
  return (stream as Redis['stream'] | undefined)?.remotePort === port; // there is none between connections
}
