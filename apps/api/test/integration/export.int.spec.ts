import fc from 'fast-check';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';

import { contactKeys } from '../../src/contacts/contact-keys.ts';
import { withWorkspace } from '../../src/db/workspace-scope.ts';
import { type ImportStage, openImportStage } from './import-stage.ts';

let stage: ImportStage;
beforeAll(async () => {
  stage = await openImportStage();
});
afterAll(() => stage.close());

interface Texts {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly company: string | null;
  readonly job_title: string | null;
  readonly notes: string | null;
}

/** Stores contacts as the API does. */
async function store(workspaceId: string, contacts: readonly Texts[]): Promise<void> {
  const at = new Date(1_790_000_000_000);
  const values = contacts.map((contact) => ({
    ...{ workspace_id: workspaceId, id: uuidv7(), ...contact, ...contactKeys(contact, 'US') },
    ...{ stage: 'qualified' as const, created_at: at, updated_at: at },
  }));
  await withWorkspace(stage.db, workspaceId, (trx) =>
    trx.insertInto('contacts').values(values).execute(),
  );
}

const nobody: Texts = {
  ...{ name: null, email: null, phone: null, company: null, job_title: null, notes: null },
};

describe('an export', () => {
  it('is a file that Excel opens, oldest contact first, with formulas disarmed', async () => {
    const workspace = await stage.workspace();
    await store(workspace, [
      { ...nobody, name: '=cmd|calc', phone: '+12025550101', notes: 'a\n"b", c' },
      { ...nobody, email: 'bo@example.org', company: "'@quoted" },
    ]);
    const response = await fetch(`${stage.url}/api/contacts/export.csv`, {
      headers: { 'x-workspace': workspace },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="contacts.csv"');
    const [one, other] = await stage.contacts(workspace);
    expect(Buffer.from(await response.arrayBuffer()).toString()).toBe(
      [
        '\uFEFFName,Email,Phone,Company,Job Title,Notes,Stage,Unite ID',
        `'=cmd|calc,,'+12025550101,,,"a\n""b"", c",qualified,${one?.id}`,
        `,bo@example.org,,''@quoted,,,qualified,${other?.id}`,
        '',
      ].join('\r\n'),
    );
  });

  it('has all pages of a large workspace and neither deleted nor other contacts', async () => {
    const [workspace, other] = [await stage.workspace(), await stage.workspace()];
    const people = Array.from({ length: 2_345 }, (_, index) => ({ ...nobody, name: `P${index}` }));
    await store(workspace, people);
    await store(other, [{ ...nobody, name: 'Stranger' }]);
    await withWorkspace(stage.db, workspace, (trx) =>
      trx
        .updateTable('contacts')
        .set({ deleted_at: new Date() })
        .where(sql<boolean>`name = 'P7'`)
        .execute(),
    );
    const lines = (await stage.download(workspace)).toString().trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 2_344);
    expect(lines.filter((line) => /^(P7|Stranger),/.test(line))).toEqual([]);
  });

  it('of an empty workspace is a header', async () => {
    const file = await stage.download(await stage.workspace());
    expect(file.toString()).toBe(
      '\uFEFFName,Email,Phone,Company,Job Title,Notes,Stage,Unite ID\r\n',
    );
  });

  it('that is imported changes nothing, whatever the contacts are', async () => {
    const text = fc
      .string({
        unit: fc.oneof(
          fc.constantFrom("'", '=', '+', '-', '@', '"', ',', '\n', '\r', '\t', ' ', ';'),
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        ),
        maxLength: 12,
      })
      // What the API stores: trimmed, never blank, no U+0000; and no sign of broken bytes.
      .map((it) => it.replace(/[\0\uFFFD]/g, '').trim())
      .map((it) => (it === '' ? null : it));
    const phone = fc.constantFrom(null, '+1 202-555-0101', '202 555 0102', '=ask', '-1', "'+1");
    const contact = fc.record({
      ...{ name: text, company: text, job_title: text, notes: text, phone },
      email: fc.option(fc.integer({ min: 0, max: 1e9 }).map((it) => `p${it}@example.org`)),
    });
    const contacts = fc.uniqueArray(
      contact.filter((it) => (it.name ?? it.email ?? it.phone ?? it.company) !== null),
      { minLength: 1, maxLength: 12, selector: (it) => it.email ?? it },
    );
    await fc.assert(
      fc.asyncProperty(contacts, async (people) => {
        const workspace = await stage.workspace();
        await store(workspace, people);
        const before = await stage.contacts(workspace);
        const exported = await stage.download(workspace);
        expect(await stage.load(workspace, exported)).toMatchObject({
          ...{ source: 'unite', created: 0, updated: 0, refused: 0, unchanged: people.length },
        });
        expect(await stage.contacts(workspace)).toEqual(before);
        expect(await stage.download(workspace)).toEqual(exported);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('that is edited and imported changes that, also an address, and refuses a taken one', async () => {
    const workspace = await stage.workspace();
    await store(workspace, [
      { ...nobody, name: 'Ann', email: 'ann@example.org' },
      { ...nobody, name: 'Bo', email: 'bo@example.org' },
      { ...nobody, name: 'Cy', email: 'cy@example.org' },
    ]);
    const edited = (await stage.download(workspace))
      .toString()
      .replace('Cy,cy@', 'Cy,bo@')
      .replace('Bo,bo@', 'Bo,ann@')
      .replace('Ann,ann@', 'Ann,new@');
    expect(await stage.load(workspace, edited)).toMatchObject({ updated: 3, refused: 0 });
    expect(await stage.contacts(workspace)).toMatchObject([
      { name: 'Ann', email_key: 'new@example.org' },
      { name: 'Bo', email_key: 'ann@example.org' },
      { name: 'Cy', email_key: 'bo@example.org' },
    ]);
    const taken = (await stage.download(workspace)).toString().replace('Cy,bo@', 'Cy,new@');
    expect(await stage.load(workspace, taken)).toMatchObject({
      unchanged: 2,
      refusals: [{ line: 4, column: 'Email', code: 'email-taken' }],
    });
  });
});
