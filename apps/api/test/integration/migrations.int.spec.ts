import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { outboxTable } from '@unite/cache/postgres';
import { type PostgresCluster, startPostgres } from '@unite/stack';

import { latestMigration } from '../../src/db/latest-migration.ts';
import { migrate } from '../../src/db/migrations.ts';
import { checkReversible } from '../reversible.ts';
import { projectFolder } from './api-stage.ts';

describe('migrations', () => {
  const folder = join(projectFolder, 'migrations');
  let postgres: PostgresCluster;
  let copy: string;

  beforeEach(async () => {
    postgres = await startPostgres({ replicas: 0 });
    copy = await mkdtemp(join(tmpdir(), 'migrations-'));
    await cp(folder, copy, { recursive: true });
  });
  afterEach(async () => {
    await postgres.close();
    await rm(copy, { recursive: true });
  });
  const add = (name: string, up: string, down: string): Promise<void> =>
    writeFile(join(copy, name), `-- Up Migration\n${up}\n-- Down Migration\n${down}\n`);

  it('leave nothing behind on the way down and come out the same on the way up again', async () => {
    expect(await checkReversible(postgres.migrationUrl, folder)).toEqual({
      migrations: (await readdir(folder)).length,
      leftBehind: {},
      otherwise: [],
    });
  });

  it('are caught when a way down forgets an index', async () => {
    await add(
      '999_stage.sql',
      'create index if not exists contacts_stage_idx on contacts (stage);',
      'select 1;',
    );
    const { leftBehind } = await checkReversible(postgres.migrationUrl, copy);
    expect(leftBehind['999_stage']).toContain(
      '+ index CREATE INDEX contacts_stage_idx ON public.contacts USING btree (stage) true',
    );
  });

  it('are caught when a way down takes too much with it', async () => {
    await add('999_tidy.sql', 'select 1;', 'drop policy workspace_scope on campaigns;');
    const { leftBehind } = await checkReversible(postgres.migrationUrl, copy);
    expect(leftBehind['999_tidy']).toEqual([
      expect.stringMatching(/^- policy public campaigns workspace_scope/),
    ]);
  });

  it('make the table of the outbox as the cache asks for it', async () => {
    const sql = await readFile(join(folder, '007_cache_outbox.sql'), 'utf8');
    expect(sql).toContain(`${outboxTable()};`);
  });

  it('run once when two start at the same time', async () => {
    const run = () => migrate({ url: postgres.migrationUrl, folder, direction: 'up' });
    const ran = await Promise.all([run(), run()]);
    expect(ran.flat()).toHaveLength((await readdir(folder)).length);
  });

  it('end with the one that an instance waits for', async () => {
    const names = (await readdir(folder)).sort();
    expect(names.at(-1)).toBe(`${latestMigration}.sql`);
  });
});
