import { startRedis, type RedisServer } from '@unite/stack';
import { Redis, type RedisOptions } from 'ioredis';
import { type RedisConnection } from '../../src/redis/index.ts';

/** A Redis of our own: these specs crash it, empty it and make users. */
export async function ownRedis(): Promise<RedisServer> {
  const redis = await startRedis({ env: { PATH: process.env.PATH } });
  if (redis.missing) throw new Error(redis.missing.why);
  return redis;
}

/** A client as an app has it, which puts up with an absent server. */
export function connect<Mapping extends 'legacy' | 'resp3' = 'legacy'>(
  url: string,
  options: RedisOptions & { replyMapping?: Mapping } = {},
): Redis<Mapping> {
  const { hostname, port, password } = new URL(url);
  const address = { host: hostname, port: Number(port), password };
  const redis = new Redis<Mapping>({
    ...address,
    retryStrategy: () => 20,
    ...options,
  });
  return redis.on('error', () => undefined);
}

/** Settles when the client may be used. */
export async function ready(redis: RedisConnection): Promise<void> {
  const events: NodeJS.EventEmitter = redis; // the overloads of the two kinds do not go together
  if (redis.status !== 'ready') await new Promise<void>((done) => events.once('ready', done));
}

/** How the contract suite is run. */
export const harness = {
  describe,
  it: (title: string, run: () => Promise<void>) => it(title, run, 20_000),
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};
