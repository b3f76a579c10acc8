import { randomBytes } from 'node:crypto';
import { StackError, type Shortage } from '../errors.ts';
import { findRedisBinary } from './redis-binary.ts';
import { redisVersion } from './redis-info.ts';
import { startRedisProcess, type RedisNode, unsaved } from './redis-process.ts';

/** Where {@link startRedis} looks. */
export interface RedisOptions {
  /** The environment; REDIS_URL and PATH are read. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Whether to install the system's package when there is no server, which needs root and apt-get.
   * Default true.
   */
  readonly install?: boolean;
  /** Told about each step. Default silent. */
  readonly onProgress?: (text: string) => void;
}

/** A running Redis or Valkey server, empty at the start unless it is the one of REDIS_URL. */
export interface RedisServer extends RedisNode, AsyncDisposable {
  readonly missing: null;
  readonly version: string;
  /** Ends it and removes its files; leaves the server of REDIS_URL alone. */
  close(): Promise<void>;
}

/** Redis is not to be had, which the app can live with. */
export interface RedisMissing {
  readonly missing: Shortage;
}

/**
 * Provides Redis: the one of REDIS_URL, else an own instance of redis-server or valkey-server on a
 * random loopback port with a random password, without persistence. Its absence is an answer, not
 * an error; so is a REDIS_URL that does not answer.
 *
 * @throws {StackError} STACK_SERVER_EXITED or STACK_TIMEOUT when a server that is there cannot be started
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer | RedisMissing> {
  const { env = process.env, install = true, onProgress = () => undefined } = options;
  if (env.REDIS_URL) return useGiven(env.REDIS_URL);
  const binary = await findRedisBinary({ path: env.PATH ?? '', install, onProgress });
  if (typeof binary !== 'string') return { missing: binary };
  onProgress(`starting ${binary}`);
  return startOwn(binary);
}

async function useGiven(url: string): Promise<RedisServer | RedisMissing> {
  try {
    const notOurs = () => {
      throw new StackError('STACK_WRONG_STATE', {
        what: 'Redis cannot be disturbed',
        why: 'it is the one of REDIS_URL, which others may use',
        todo: 'unset REDIS_URL to get an own instance',
      });
    };
    const leave = async () => undefined;
    return {
      missing: null,
      url,
      port: Number(new URL(url).port || 6379),
      version: await redisVersion(url),
      crash: async () => notOurs(),
      restart: async () => notOurs(),
      freeze: notOurs,
      thaw: notOurs,
      close: leave,
      [Symbol.asyncDispose]: leave,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      missing: {
        what: 'Redis is not available',
        why: `the server of REDIS_URL does not answer: ${why}`,
        todo: 'correct REDIS_URL, or unset it to get an own instance',
      },
    };
  }
}

async function startOwn(binary: string): Promise<RedisServer> {
  const password = randomBytes(24).toString('base64url');
  const server = await startRedisProcess({
    name: 'Redis',
    binary,
    password,
    settings: unsaved,
  });
  const version = await redisVersion(server.url);
  return { ...server, missing: null, version, [Symbol.asyncDispose]: server.close };
}
