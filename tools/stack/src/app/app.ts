import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { apiArguments } from './api-arguments.ts';
import { apiEnvironment, inheritedEnvironment, webEnvironment } from './app-environment.ts';
import { startAppProcess, type AppProcess, type AppProcessOptions } from './app-process.ts';
import { freePort } from '../network/free-port.ts';
import { startLocalServers, type LocalServers } from './local-servers.ts';
import { migrateDatabase, provisionWorkspace, type AppWorkspace } from './prepare-database.ts';
import { describeServers, writeStackFile, type StackFile } from './stack-file.ts';
import { findWorkspaceRoot } from '../workspace-root.ts';

/** How the app is started. */
export interface AppOptions {
  /** Port of the API on 127.0.0.1. Default: a random free one. */
  readonly apiPort?: number;
  /** Port of the web app on 127.0.0.1. Default: a random free one. */
  readonly webPort?: number;
  /** Streaming replicas of PostgreSQL. Default 2. */
  readonly replicas?: number;
  /** Names of the workspaces to provision, at least one. Default: "Demo". */
  readonly workspaces?: readonly [string, ...string[]];
  /** Checkout in which api and web are built. Default: the one of the current folder. */
  readonly root?: string;
  /** Folder for api.log and web.log. Default `.unite/logs` of the checkout. */
  readonly logDirectory?: string;
  /** Whether to write `.unite/stack.json` of the checkout; one process at a time can. Default false. */
  readonly stackFile?: boolean;
  /** The environment. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told about each step. Default silent. */
  readonly onProgress?: (text: string) => void;
}

/** The running app: servers, api, web, and a workspace to work in. */
export interface App
  extends AsyncDisposable, Pick<LocalServers, 'postgres' | 'redis' | 'redisMissing' | 'ai'> {
  /** For example "http://127.0.0.1:4000". */
  readonly apiUrl: string;
  readonly webUrl: string;
  /** The first workspace. */
  readonly workspace: AppWorkspace;
  /** All workspaces, in the order asked for; the web app offers them at sign-in. */
  readonly workspaces: readonly AppWorkspace[];
  readonly api: AppProcess;
  readonly web: AppProcess;
  /** Lets api and web finish what they are doing (3 s at most), then ends the servers. */
  close(): Promise<void>;
}

/**
 * Starts the servers, migrates, provisions the workspaces, and starts api and web as they were
 * built. It builds nothing: the caller does, e.g. with `nx run-many -t build -p api web`.
 *
 * @throws {StackError} of whichever step failed; what had been started is ended again
 */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const { replicas = 2, env = process.env, onProgress = () => undefined } = options;
  const servers = await startLocalServers({ replicas, env, onProgress });
  return startAppOn(servers, options);
}

/** As {@link startApp}, on servers that run already; they are the app's from now on. */
export async function startAppOn(servers: LocalServers, options: AppOptions = {}): Promise<App> {
  const { env = process.env, onProgress = () => undefined } = options;
  const root = options.root ?? findWorkspaceRoot();
  const logs = options.logDirectory ?? join(root, '.unite', 'logs');
  await using started = new AsyncDisposableStack();
  started.use(servers);

  const { migrationUrl } = servers.postgres;
  const database = { root, migrationUrl, env: inheritedEnvironment(env) };
  onProgress('migrating the database');
  await migrateDatabase(database);
  onProgress('provisioning workspaces');
  const [firstName, ...otherNames] = options.workspaces ?? ['Demo'];
  const workspace = await provisionWorkspace(firstName, database);
  const workspaces = [workspace];
  for (const name of otherNames) workspaces.push(await provisionWorkspace(name, database));

  const [apiPort, webPort] = [
    options.apiPort ?? (await freePort()),
    options.webPort ?? (await freePort()),
  ];
  onProgress('starting api and web');
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const sessionSecret = randomBytes(32).toString('base64url');
  const [api, web] = await startBoth(
    {
      name: 'api',
      args: apiArguments(root),
      cwd: join(root, 'apps/api'),
      env: apiEnvironment(servers, apiPort, env),
      logFile: join(logs, 'api.log'),
      url: apiUrl,
      readyPath: '/readyz',
    },
    {
      name: 'web',
      args: [nextBinary(root), 'start', '--hostname', '127.0.0.1', '--port', String(webPort)],
      cwd: join(root, 'apps/web'),
      env: webEnvironment(apiUrl, webPort, workspaces, sessionSecret, env),
      logFile: join(logs, 'web.log'),
      url: `http://127.0.0.1:${webPort}`,
      readyPath: '/',
    },
  );
  started.defer(async () => void (await Promise.all([api.stop(), web.stop()])));
  if (options.stackFile) {
    const remove = writeStackFile(root, {
      ...describeServers(servers),
      ...describeApp(api, web, workspace),
    });
    started.defer(async () => remove());
  }

  const running = started.move();
  const close = () => running.disposeAsync();
  const { postgres, redis, redisMissing, ai } = servers;
  return {
    ...{ postgres, redis, redisMissing, ai, api, web, workspace, workspaces },
    apiUrl: api.url,
    webUrl: web.url,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function startBoth(
  api: AppProcessOptions,
  web: AppProcessOptions,
): Promise<[AppProcess, AppProcess]> {
  const results = await Promise.allSettled([startAppProcess(api), startAppProcess(web)]);
  const running = results.flatMap((result) =>
    result.status === 'fulfilled' ? [result.value] : [],
  );
  const [first, second] = running;
  if (first && second) return [first, second];
  await Promise.all(running.map((app) => app.stop()));
  throw results.find((result) => result.status === 'rejected')?.reason;
}

function describeApp(
  api: AppProcess,
  web: AppProcess,
  workspace: AppWorkspace,
): Pick<StackFile, 'api' | 'web' | 'demo'> {
  return {
    api: { url: api.url, pid: api.pid },
    web: { url: web.url, pid: web.pid },
    demo: { workspaceId: workspace.id, workspaceName: workspace.name, apiKey: workspace.apiKey },
  };
}

// Next may lie in the app's own node_modules or in the workspace's.
function nextBinary(root: string): string {
  return createRequire(join(root, 'apps/web/package.json')).resolve('next/dist/bin/next');
}
