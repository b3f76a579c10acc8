import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../network/free-port.ts';
import { serverAccount } from '../postgres/server-account.ts';
import { createRunDirectory } from '../process/private-directory.ts';
import { reaper } from '../process/reaper.ts';
import { serverEnvironment } from '../process/server-environment.ts';
import { startServerProcess, type ServerProcess } from '../process/server-process.ts';
import { waitUntil } from '../process/wait-until.ts';
import { redisVersion } from './redis-info.ts';

/** One process of Redis. */
export interface RedisNode {
  /** With the password in it. */
  readonly url: string;
  readonly port: number;
  /** `kill -9`; settles when it is gone. */
  crash(): Promise<void>;
  /** Starts it again on the same port, empty, after crash(). */
  restart(): Promise<void>;
  /** Connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
}

/** A {@link RedisNode} with its files, which are removed when it is closed. */
export interface RedisProcess extends RedisNode {
  close(): Promise<void>;
}

/** What {@link startRedisProcess} starts. */
export interface RedisProcessOptions {
  /** Name for messages. */
  readonly name: string;
  /** Path of redis-server or valkey-server. */
  readonly binary: string;
  readonly password: string;
  /** More lines for its configuration. */
  readonly settings?: readonly string[];
  /** More arguments. */
  readonly args?: readonly string[];
}

/**
 * Starts a process on a random loopback port.
 *
 * @throws {StackError} STACK_SERVER_EXITED or STACK_TIMEOUT when it cannot be started
 */
export async function startRedisProcess(options: RedisProcessOptions): Promise<RedisProcess> {
  const { name, binary, password, settings = [], args = [] } = options;
  const account = serverAccount();
  const directory = createRunDirectory(account);
  const release = reaper().own(directory);
  const port = await freePort();
  const url = `redis://:${password}@127.0.0.1:${port}`;
  const config = join(directory, 'redis.conf');
  // In a file and not in arguments, which every user of the machine can read.
  const lines = [...common, `port ${port}`, `requirepass ${password}`, `dir ${directory}`];
  await writeFile(config, [...lines, ...settings, ''].join('\n'), { mode: 0o600 });
  if (account) await chown(config, account.uid, account.gid);

  const launch = async (): Promise<ServerProcess> => {
    const server = startServerProcess({
      name,
      program: binary,
      args: [config, ...args],
      cwd: directory,
      env: serverEnvironment,
      logFile: join(directory, 'redis.log'),
      account,
    });
    await waitUntil(`${name} answers`, async () => {
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
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    port,
    crash: async () => server?.kill(),
    restart: async () => void (server = await launch()),
    freeze: () => server?.freeze(),
    thaw: () => server?.thaw(),
    close,
  };
}

/** Settings without persistence. */
export const unsaved = ['save ""', 'appendonly no'];

const common = ['bind 127.0.0.1', 'daemonize no'];
