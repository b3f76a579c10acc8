import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { CacheError } from '../errors.ts';

/** A client of ioredis: to one server, through Sentinel, or to a Cluster. */
export type RedisConnection = Redis | Redis<'resp3'> | Cluster | Cluster<'resp3'>;

/** How commands reach Redis. */
export interface Commands {
  /** @throws {CacheError} CACHE_UNAVAILABLE at once when there is no connection: nothing is queued */
  call(command: string, ...args: readonly string[]): Promise<unknown>;
  /** Runs a script by its digest; the server is sent the text only when it does not know it. */
  run(lua: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** What `send` sends leaves in as few packets as there are servers. */
  together<T>(send: () => T): T;
}

/**
 * Sends over a connection that belongs to the caller.
 *
 * @param doubt why nothing may be sent now; undefined when it may
 */
export function redisCommands(
  redis: RedisConnection,
  doubt: () => string | undefined = () => undefined,
): Commands {
  // What both have; a union of their overloads cannot be called.
  const connection: { call(command: string, ...args: string[]): Promise<unknown> } = redis;

  async function call(command: string, ...args: readonly string[]): Promise<unknown> {
    if (redis.status !== 'ready') {
      if (redis.status === 'wait') redis.connect().catch(() => undefined); // lazyConnect: its 'error' event tells why
      const message = `There is no connection to Redis: its status is "${redis.status}"`;
      throw new CacheError('CACHE_UNAVAILABLE', message);
    }
    const why = doubt();
    if (why !== undefined) throw new CacheError('CACHE_UNAVAILABLE', why);
    try {
      return await connection.call(command, ...args);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async function run(
    lua: string,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await call('evalsha', digest(lua), ...rest);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return call('eval', lua, ...rest);
    }
  }

  function together<T>(send: () => T): T {
    const streams = (isCluster(redis) ? redis.nodes('master') : [redis]).map(
      ({ stream }) => stream,
    );
    for (const stream of streams) stream?.cork();
    try {
      return send();
    } finally {
      for (const stream of streams) stream?.uncork();
    }
  }

  return { call, run, together };
}

/** Tells the two kinds of connections apart. */
export function isCluster(redis: RedisConnection): redis is Cluster | Cluster<'resp3'> {
  return redis.isCluster;
}

/** The error for what Redis refused, or for a connection that was lost. */
export function unavailable(error: unknown): CacheError {
  if (error instanceof CacheError) return error;
  // ioredis puts the command's arguments there: values, which must not reach a log.
  if (error instanceof Error) Reflect.deleteProperty(error, 'command');
  const message = error instanceof Error ? error.message : String(error);
  return new CacheError('CACHE_UNAVAILABLE', `Redis did not do it: ${message}`, { cause: error });
}

function isUnknownScript(error: unknown): boolean {
  const cause = error instanceof CacheError ? error.cause : undefined;
  return cause instanceof Error && cause.message.startsWith('NOSCRIPT');
}

const digests = new Map<string, string>();

function digest(lua: string): string {
  let known = digests.get(lua);
  if (known === undefined) digests.set(lua, (known = createHash('sha1').update(lua).digest('hex')));
  return known;
}
