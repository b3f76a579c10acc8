import { chown, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../network/free-port.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { quoteSetting } from './postgres-settings.ts';
import { replicatorRole, superuserRole, type PostgresPasswords } from './postgres-template.ts';
import { serverEnvironment } from '../process/server-environment.ts';
import { lastLines, startServerProcess, type ServerProcess } from '../process/server-process.ts';
import type { ServerAccount } from './server-account.ts';
import { releaseSharedMemory } from './shared-memory.ts';
import { waitUntil } from '../process/wait-until.ts';

/** What one server of a cluster is made from. */
export interface PostgresServerOptions {
  readonly name: string;
  /** The cluster's folder; the server's data folder lies in it under its name. */
  readonly directory: string;
  readonly database: string;
  readonly passwords: PostgresPasswords;
  readonly binaries: PostgresBinaries;
  readonly account: ServerAccount | null;
}

/** What a server is doing: nothing answers unless it is running. */
export type PostgresState = 'running' | 'frozen' | 'down';

/** One PostgreSQL server: a data folder and, while it runs, its processes. */
export interface PostgresServer {
  readonly name: string;
  readonly port: number;
  readonly data: string;
  readonly state: PostgresState;
  /** Starts it on its data folder and waits until it accepts connections. */
  start(): Promise<void>;
  /** Makes the next start that of a standby of `primary`. */
  follow(primary: PostgresServer): Promise<void>;
  /** The connection string that a standby of this server uses. */
  conninfo(standbyName: string): string;
  crash(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Orderly ("fast") shutdown: sessions are ended, everything is written. */
  stop(): Promise<void>;
  /** The quickest end that leaves nothing behind, for a server whose data is not needed any more. */
  discard(): Promise<void>;
  /** Runs work on one administrator session. */
  session<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
}

/** Creates the server; its data folder must exist before start(). */
export async function createPostgresServer(
  options: PostgresServerOptions,
): Promise<PostgresServer> {
  const { name, directory, database, passwords, binaries, account } = options;
  const data = join(directory, name);
  const logFile = join(directory, `${name}.log`);
  let port = await freePort();
  let running: ServerProcess | undefined;
  let state: PostgresState = 'down';
  let hasStarted = false;

  const launch = async (): Promise<ServerProcess> => {
    const server = startServerProcess({
      name: `PostgreSQL ${name}`,
      program: binaries.postgres,
      args: ['-D', data, '-c', `port=${port}`],
      cwd: data,
      env: serverEnvironment,
      logFile,
      account,
    });
    void server.ended.then(() => {
      if (running === server) state = 'down';
    });
    await waitUntil(`${name} accepts connections`, async () => {
      if (server.exit) throw server.exitError();
      return (await isReady(data, server.pid)) || null;
    });
    return server;
  };
  const discard = async () => {
    running?.thaw(); // a stopped process would not see the signal
    await running?.stop('SIGQUIT', 2000);
    releaseSharedMemory(data);
    state = 'down';
  };

  return {
    name,
    data,
    get port() {
      return port;
    },
    get state() {
      return state;
    },
    async start() {
      try {
        running = await launch();
      } catch (error) {
        // Somebody took the port after we had looked. Once it was published it has to stay.
        if (hasStarted || !/could not bind/.test(lastLines(logFile))) throw error;
        port = await freePort();
        running = await launch();
      }
      hasStarted = true;
      state = 'running';
    },
    async follow(primary) {
      const settings = `primary_conninfo = ${quoteSetting(primary.conninfo(name))}\nprimary_slot_name = '${name}'\n`;
      await writeOwned(join(data, 'standby.signal'), '', account);
      await writeOwned(join(data, 'postgresql.auto.conf'), settings, account);
    },
    conninfo: (standbyName) =>
      `host=127.0.0.1 port=${port} user=${replicatorRole} password=${passwords.replicator} ` +
      `application_name=${standbyName} connect_timeout=2 keepalives_idle=1 keepalives_interval=1 ` +
      `keepalives_count=2 tcp_user_timeout=2000`,
    async crash() {
      await running?.kill();
      releaseSharedMemory(data);
      state = 'down';
    },
    freeze() {
      running?.freeze();
      state = 'frozen';
    },
    thaw() {
      running?.thaw();
      state = 'running';
    },
    async stop() {
      await running?.stop('SIGINT', 10_000);
      state = 'down';
    },
    discard,
    async session(work) {
      const client = new pg.Client({
        host: '127.0.0.1',
        port,
        database,
        user: superuserRole,
        password: passwords.superuser,
        connectionTimeoutMillis: 3000,
        application_name: 'unite-stack',
      });
      client.on('error', () => undefined); // a server that dies under us fails the running query, which is enough
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

// Line 8 of postmaster.pid is what pg_ctl waits for; line 1 tells a crashed server's file from ours.
async function isReady(data: string, pid: number): Promise<boolean> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

async function writeOwned(
  path: string,
  content: string,
  account: ServerAccount | null,
): Promise<void> {
  await rm(path, { force: true }); // an existing file would keep its mode
  await writeFile(path, content, { mode: 0o600 });
  if (account) await chown(path, account.uid, account.gid);
}
