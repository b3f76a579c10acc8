import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';

import { withWorkspace } from '../../src/db/workspace-scope.ts';
import { googleExport } from '../fixtures/google-export.ts';
import { type ImportStage, openImportStage } from './import-stage.ts';

let stage: ImportStage;
beforeAll(async () => {
  stage = await openImportStage();
});
afterAll(() => stage.close());

const header = 'Name,Email,Phone,Company,Notes';
const file = (...rows: string[]) => [header, ...rows].join('\n');

describe('an import into a workspace with contacts', () => {
  it('updates what a row fills, one version up, and leaves the rest', async () => {
    const workspace = await stage.workspace();
    await stage.load(workspace, file('Ann,ann@example.org,202-555-0101,ACME,old'));
    const [before] = await stage.contacts(workspace);
    expect(await stage.load(workspace, file(',ANN@example.org,,,new'))).toMatchObject({
      updated: 1,
    });
    const [after] = await stage.contacts(workspace);
    expect(after).toEqual({
      ...before,
      notes: 'new',
      version: 2,
      updated_at: after?.updated_at,
    });
    expect(after?.updated_at.getTime()).toBeGreaterThanOrEqual(Number(before?.updated_at));
  });

  it('sees neither the contacts nor the addresses of another workspace', async () => {
    const [one, other] = [await stage.workspace(), await stage.workspace()];
    await stage.load(one, file('Ann,ann@example.org,,,'));
    expect(await stage.load(other, file('Ann,ann@example.org,,,'))).toMatchObject({ created: 1 });
    expect(await stage.contacts(one)).toHaveLength(1);
  });

  it('leaves deleted contacts deleted and creates the person anew', async () => {
    const workspace = await stage.workspace();
    await stage.load(workspace, file('Ann,ann@example.org,,,'));
    await withWorkspace(stage.db, workspace, (trx) =>
      trx.updateTable('contacts').set({ deleted_at: new Date() }).execute(),
    );
    expect(await stage.load(workspace, file('Ann,ann@example.org,,,'))).toMatchObject({
      created: 1,
    });
    expect(await stage.contacts(workspace)).toMatchObject([{ version: 1 }]);
  });
});

describe('the same file', () => {
  it('sent twice at once doubles nothing, by address, number or name', async () => {
    const workspace = await stage.workspace();
    const rows = Array.from({ length: 2500 }, (_, index) => {
      const kind = index % 3;
      const email = kind === 0 ? `p${index}@example.org` : '';
      const phone = kind === 1 ? `+1202555${String(1000 + index)}` : '';
      return `Person ${index},${email},${phone},,`;
    });
    const reports = await Promise.all([1, 2, 3].map(() => stage.load(workspace, file(...rows))));
    expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(2500);
    expect(await stage.contacts(workspace)).toHaveLength(2500);
  });

  it('creates nothing the second time, whatever it says', async () => {
    const cell = (...values: string[]) => fc.constantFrom('', '', ...values);
    const row = fc
      .tuple(
        cell('Ann', 'ann', 'Bo', '"B\no"'),
        cell('a@example.org', 'A@EXAMPLE.org', 'b@example.org', 'broken'),
        cell('(202) 555-0101', '+12025550101', '+12025550102', 'ask'),
        cell('ACME', 'Shop'),
        cell('x', '=1'),
      )
      .map((cells) => cells.join(','));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        fc.pre(rows.some((it) => it.replaceAll(',', '') !== ''));
        const workspace = await stage.workspace();
        const first = await stage.load(workspace, file(...rows));
        const count = (await stage.contacts(workspace)).length;
        const second = await stage.load(workspace, file(...rows));
        expect(first.created).toBe(count);
        expect(second).toMatchObject({ created: 0, refused: first.refused, rows: first.rows });
        expect(second.updated + second.unchanged).toBe(first.rows - first.refused);
        expect(await stage.contacts(workspace)).toHaveLength(count);
      }),
      { numRuns: 40 },
    );
  });
});

describe('another writer', () => {
  it('that creates the same address meanwhile is met as if it had been first', async () => {
    const workspace = await stage.workspace();
    const at = new Date();
    let importing: ReturnType<ImportStage['load']> | undefined;
    await withWorkspace(stage.db, workspace, async (trx) => {
      await trx
        .insertInto('contacts')
        .values({
          ...{ workspace_id: workspace, id: uuidv7(), name: 'First', email: 'ann@example.org' },
          ...{ email_key: 'ann@example.org', phone: null, phone_key: null, company: null },
          ...{ job_title: null, notes: null, match_key: null, created_at: at, updated_at: at },
        })
        .execute();
      importing = stage.load(workspace, file('Second,ann@example.org,,,', 'Bo,bo@example.org,,,'));
      await waitForBlockedInsert();
    });
    expect(await importing).toMatchObject({ created: 1, updated: 1 });
    expect(await stage.contacts(workspace)).toMatchObject([{ name: 'Second' }, { name: 'Bo' }]);
  });

  it('that edits a contact meanwhile loses nothing of its edit', async () => {
    const workspace = await stage.workspace();
    await stage.load(workspace, file('Ann,ann@example.org,,ACME,old'));
    let importing: ReturnType<ImportStage['load']> | undefined;
    await withWorkspace(stage.db, workspace, async (trx) => {
      await trx.updateTable('contacts').set({ company: 'Edited', version: 2 }).execute();
      importing = stage.load(workspace, file(',ann@example.org,,,new'));
      await waitForBlockedInsert();
    });
    expect(await importing).toMatchObject({ updated: 1 });
    expect(await stage.contacts(workspace)).toMatchObject([
      { company: 'Edited', notes: 'new', version: 3 },
    ]);
  });
});

/** Resolves when some session waits for another's transaction. */
async function waitForBlockedInsert(): Promise<void> {
  const [primary] = stage.postgres.nodes;
  if (primary === undefined) throw new Error('the cluster has no node');
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const waiting = await stage.postgres.sql(
      primary,
      `select 1 from pg_stat_activity where wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('nobody waits');
}

describe('a large export', () => {
  it('is imported whole, and the second time is unchanged throughout', async () => {
    const workspace = await stage.workspace();
    const body = Buffer.concat([...googleExport({ rows: 3210 })]);
    expect(await stage.load(workspace, body)).toMatchObject({ created: 3210, rows: 3210 });
    expect(await stage.load(workspace, body)).toMatchObject({ created: 0, unchanged: 3210 });
  });
});
