import { randomBytes } from 'node:crypto';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError, type Shortage } from '../errors.ts';
import { freePort } from '../network/free-port.ts';
import { createRunDirectory } from '../process/private-directory.ts';
import { reaper } from '../process/reaper.ts';
import { findRedisBinary } from './redis-binary.ts';
import { redisVersion } from './redis-info.ts';
import { serverEnvironment } from '../process/server-environment.ts';
import { serverAccount } from '../postgres/server-account.ts';
import { startServerProcess, type ServerProcess } from '../process/server-process.ts';
import { waitUntil } from '../process/wait-until.ts';

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
export interface RedisServer extends AsyncDisposable {
  readonly missing: null;
  /** With the password in it. */
  readonly url: string;
  readonly version: string;
  /** `kill -9`; settles when it is gone. */
  crash(): Promise<void>;
  /** Starts it again on the same port, empty, after crash(). */
  restart(): Promise<void>;
  /** Connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
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
  const account = serverAccount();
  const directory = createRunDirectory(account);
  const release = reaper().own(directory);
  const port = await freePort();
  const password = randomBytes(24).toString('base64url');
  const url = `redis://:${password}@127.0.0.1:${port}`;
  const config = join(directory, 'redis.conf');
  // In a file and not in arguments, which every user of the machine can read.
  await writeFile(config, renderConfig({ port, directory, password }), { mode: 0o600 });
  if (account) await chown(config, account.uid, account.gid);

  const launch = async (): Promise<ServerProcess> => {
    const server = startServerProcess({
      name: 'Redis',
      program: binary,
      args: [config],
      cwd: directory,
      env: serverEnvironment,
      logFile: join(directory, 'redis.log'),
      account,
    });
    await waitUntil('Redis answers', async () => {
      if (server.exit) throw server.exitError();
      return (await redisVersion(url).catch(() => '')) || null;
    });
    return server;
  };
  let server: ServerProcess | undefined;
  const close = async () => {
    await server?.kill();
    await rm(directory, { recursive: true, force: true });
    release();
  };
  try {
    server = await launch();
    const version = await redisVersion(url);
    return {
      missing: null,
      url,
      version,
      crash: async () => server?.kill(),
      restart: async () => void (server = await launch()),
      freeze: () => server?.freeze(),
      thaw: () => server?.thaw(),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function renderConfig({
  port,
  directory,
  password,
}: Record<'directory' | 'password', string> & { port: number }): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${directory}`,
    'daemonize no',
    'save ""',
    'appendonly no',
    '',
  ].join('\n');
}
