import { join } from 'node:path';

import { apiArguments, findWorkspaceRoot, startPostgres } from '@unite/stack';

import { openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrations.ts';
import { provision } from '../src/provisioning.ts';
import { startApiProcess } from './api-process.ts';

/** The built service as a process, with one workspace full of contacts. */
export interface LoadedService extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly workspaceId: string;
  readonly databaseUrl: string;
  /** With the key of the workspace. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the service is loaded with. */
export interface LoadedServiceOptions {
  readonly contacts: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts PostgreSQL, fills a workspace and starts `dist/main.js`. */
export async function openLoadedService(options: LoadedServiceOptions): Promise<LoadedService> {
  const folder = join(findWorkspaceRoot(), 'apps/api');
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startPostgres({ replicas: 0 }));
  const [primary] = postgres.nodes;
  if (primary === undefined) throw new Error('the cluster has no node');
  await migrate({
    url: postgres.migrationUrl,
    folder: join(folder, 'migrations'),
    direction: 'up',
  });
  const owner = openDatabase({ url: postgres.migrationUrl, onIdleError: () => undefined });
  const { workspace, apiKey } = await provision(owner, {
    name: 'Loaded',
    tier: 'pro',
    timeZone: 'UTC',
    keyName: 'load',
  });
  await owner.destroy();
  await postgres.sql(
    primary,
    `insert into contacts (workspace_id, id, name, email, email_key, company, created_at, updated_at)
     select $1, gen_random_uuid(), 'Person ' || md5(i::text), 'p' || i || '@example.com',
            'p' || i || '@example.com', 'Company ' || i % 500,
            now() - i * interval '1 second', now() - i * interval '1 second'
     from generate_series(1, $2::int) as i`,
    [workspace.id, options.contacts],
  );
  await postgres.sql(primary, 'vacuum analyze contacts', []);
  const service = await startApiProcess({
    cwd: folder,
    args: apiArguments(findWorkspaceRoot()),
    env: { DATABASE_URL: postgres.databaseUrl, ...options.env },
  });
  started.defer(service.kill);
  const held = started.move();
  return {
    url: service.url,
    port: service.port,
    workspaceId: workspace.id,
    databaseUrl: postgres.databaseUrl,
    headers: { authorization: `Bearer ${apiKey}` },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
