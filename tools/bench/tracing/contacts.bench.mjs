// What tracing costs a request on the app's own contacts route, with its queries; see hello.bench.mjs.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { openDatabase } from '../../../apps/api/src/db/database.ts';
import { migrate } from '../../../apps/api/src/db/migrations.ts';
import { provision } from '../../../apps/api/src/provisioning.ts';
import { startPostgres } from '../../stack/src/postgres/postgres.ts';
import { measure } from './measure.mjs';
import { compare, report } from './report.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = here('../../..');

await using postgres = await startPostgres({ replicas: 0 });
const { headers } = await fill(postgres);
const results = await measure({
  server: await bundleContactsServer(),
  told: { databaseUrl: postgres.databaseUrl },
  headers,
  ...{ rounds: 7, turns: 8, perTurn: 16, concurrency: 8 },
});
const added = report('GET /api/contacts, a page of 50', results);
compare(added, '@unite/tracing, 100 %', 'OpenTelemetry http, 100 %');
compare(added, '@unite/tracing, 100 %', 'OpenTelemetry http, fastify, pg, 100 %');
compare(added, '@unite/tracing, 10 %', '@unite/tracing, 100 %');

/** A workspace with 2000 contacts. */
async function fill(postgres) {
  const folder = join(root, 'apps/api/migrations');
  await migrate({ url: postgres.migrationUrl, folder, direction: 'up' });
  const owner = openDatabase({ url: postgres.migrationUrl, onIdleError: () => undefined });
  const { workspace, apiKey } = await provision(owner, {
    ...{ name: 'Bench', tier: 'pro', timeZone: 'UTC', keyName: 'bench' },
  });
  await owner.destroy();
  await postgres.sql(
    postgres.primary,
    `insert into contacts (workspace_id, id, name, email, email_key, created_at, updated_at)
     select $1, gen_random_uuid(), 'Person ' || md5(i::text), 'p' || i || '@example.com',
            'p' || i || '@example.com', now(), now()
     from generate_series(1, 2000) as i`,
    [workspace.id],
  );
  await postgres.sql(postgres.primary, 'vacuum analyze contacts', []);
  return { headers: { authorization: `Bearer ${apiKey}` } };
}

/** The app's modules as one, as its own build has them; its packages stay outside, where they are instrumented. */
async function bundleContactsServer() {
  const folder = join(root, 'dist/bench');
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, 'contacts.mjs');
  await build({
    entryPoints: [here('servers/contacts.ts')],
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', target: 'node24' },
    conditions: ['@unite/source'],
    plugins: [
      {
        name: 'packages stay outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@unite/')
              ? undefined
              : { path, external: true },
          ),
      },
    ],
    logLevel: 'error',
  });
  return outfile;
}
