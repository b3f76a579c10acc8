import fc from 'fast-check';

import { contactSorts } from '../../src/contacts/contact-routes.ts';
import { type ApiStage, type Tenant, openApiStage } from './api-stage.ts';

interface Item {
  readonly id: string;
  readonly name: string | null;
}

/** Blank, equal, differently cased and non-Latin values, so that every tie is met. */
const value = fc.oneof(
  fc.constant(null),
  fc.constantFrom('a', 'A', 'ä', 'b', 'ß', 'Ω', '日本', '😀', 'a b', 'a-b'),
);
const row = fc.record({
  name: value,
  email: value,
  company: value,
  /** Few instants, so that many are equal. */
  created: fc.integer({ min: 0, max: 3 }),
  updated: fc.integer({ min: 0, max: 3 }),
});

describe('listing', () => {
  let stage: ApiStage;
  let tenant: Tenant;

  beforeAll(async () => {
    stage = await openApiStage();
  });
  beforeEach(async () => {
    tenant = await stage.tenant();
  });
  afterAll(() => stage.close());

  const list = async (query: string) => {
    const { status, body, text } = await tenant.call('GET', `/api/contacts?${query}`);
    if (status !== 200) throw new Error(text);
    // The route serialises it so.
    return body as { items: Item[]; nextCursor: string | null; total?: number };
  };

  const fill = (rows: readonly object[]) =>
    stage.sql(
      `insert into contacts (workspace_id, id, name, email, email_key, company, phone, created_at, updated_at)
       select $1, gen_random_uuid(), name, email, 'key ' || position, company, 'x',
              timestamptz '2026-01-01' + created * interval '1 ms',
              timestamptz '2026-01-01' + updated * interval '1 ms'
       from jsonb_to_recordset($2) as t(position int, name text, email text, company text, created int, updated int)`,
      [tenant.workspaceId, JSON.stringify(rows.map((one, position) => ({ ...one, position })))],
    );

  /** All pages, and what `between` does before each next one. */
  const walk = async (query: string, between: () => Promise<unknown> = async () => undefined) => {
    const items: Item[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`${query}${cursor && `&cursor=${cursor}`}`);
      items.push(...page.items);
      if (page.nextCursor === null) return items;
      cursor = page.nextCursor;
      await between();
    }
  };

  const orders = contactSorts.flatMap((sort) => [sort, `-${sort}`]);

  it.each(orders)(
    'by %s walks every row exactly once, in the order of one big page',
    async (sort) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { maxLength: 40 }),
          fc.integer({ min: 1, max: 7 }),
          async (rows, limit) => {
            tenant = await stage.tenant();
            await fill(rows);
            const ids = (await list(`sort=${sort}&limit=200`)).items.map(({ id }) => id);
            const walked = (await walk(`sort=${sort}&limit=${limit}`)).map(({ id }) => id);
            expect(new Set(ids).size).toBe(rows.length);
            expect(walked).toEqual(ids);
          },
        ),
        { numRuns: 12 },
      );
    },
  );

  it.each(contactSorts)('by -%s is the exact reverse', async (sort) => {
    await fill(fc.sample(row, { numRuns: 60, seed: 7 }));
    const forward = await walk(`sort=${sort}&limit=13`);
    const back = await walk(`sort=-${sort}&limit=13`);
    expect(back.map(({ id }) => id)).toEqual(forward.map(({ id }) => id).reverse());
  });

  it('gives by offset what the walk gives', async () => {
    await fill(fc.sample(row, { numRuns: 60, seed: 8 }));
    const walked = await walk('sort=company&limit=200');
    for (const offset of [0, 1, 37, 59, 60, 500]) {
      const page = await list(`sort=company&limit=9&offset=${offset}`);
      expect(page.items).toEqual(walked.slice(offset, offset + 9));
    }
  });

  it('orders names as people do and puts blank ones last', async () => {
    const names = ['zoe', 'Ärzte', 'arzt', null, 'Zoe', '日本', 'Bob'];
    await fill(names.map((name) => ({ name, created: 0, updated: 0 })));
    const shown = (await list('sort=name')).items.map(({ name }) => name?.toLowerCase() ?? null);
    expect(shown).toEqual(['arzt', 'ärzte', 'bob', 'zoe', 'zoe', '日本', null]);
  });

  it('shows every older row exactly once while others are inserted', async () => {
    await fill(fc.sample(row, { numRuns: 50, seed: 9 }));
    const before = new Set((await list('limit=200')).items.map(({ id }) => id));
    let inserted = 0;
    for (const sort of orders) {
      const walked = await walk(`sort=${sort}&limit=6`, () =>
        tenant.call('POST', '/api/contacts', { body: { name: `n${(inserted += 1)}` } }),
      );
      const older = walked.map(({ id }) => id).filter((id) => before.has(id));
      expect(older).toHaveLength(before.size);
      expect(new Set(older)).toEqual(before);
      expect(new Set(walked.map(({ id }) => id)).size).toBe(walked.length);
    }
  });

  describe('searching', () => {
    beforeEach(async () => {
      await fill(
        [
          { name: 'Ada Lovelace', company: 'Analytical Engines', email: 'ADA@x.example' },
          { name: 'Bob 100%_\\', company: 'Engines' },
          { name: 'İpek Öztürk', company: null },
        ].map((one) => ({ ...one, created: 0, updated: 0 })),
      );
    });
    const found = async (search: string) =>
      (await list(`search=${encodeURIComponent(search)}&sort=name`)).items.map(({ name }) => name);

    it.each([
      ['one word in any case', 'LOVELACE', ['Ada Lovelace']],
      ['a part of a word', 'ngin', ['Ada Lovelace', 'Bob 100%_\\']],
      ['words of different fields', 'engines ada@', ['Ada Lovelace']],
      ['words that do not all occur', 'ada bob', []],
      ['wildcards as they are', '%_', ['Bob 100%_\\']],
      ['a backslash', '\\', ['Bob 100%_\\']],
      ['letters beyond ASCII', 'öztürk', ['İpek Öztürk']],
      ['the special capital i', 'İPEK', ['İpek Öztürk']],
      ['quotes and statements', `'; drop table contacts; --`, []],
    ])('finds %s', async (_what, search, names) => {
      expect(await found(search)).toEqual(names);
    });

    it('counts what it finds, whole and in pages', async () => {
      expect(await list('search=engines&count=true&limit=1')).toMatchObject({ total: 2 });
      expect(await list('search=engines&count=true')).toMatchObject({ total: 2 });
      expect(await list('count=true&offset=2&limit=50')).toMatchObject({ total: 3 });
      expect(await list('count=true&offset=200')).toMatchObject({ total: 3, items: [] });
    });
  });

  it('narrows by stage and by status', async () => {
    await tenant.call('POST', '/api/contacts', { body: { name: 'A', stage: 'customer' } });
    await tenant.call('POST', '/api/contacts', { body: { name: 'B' } });
    await tenant.call('POST', '/api/campaigns', { body: { name: 'C', status: 'ready' } });
    expect((await list('stage=customer')).items).toMatchObject([{ name: 'A' }]);
    const drafts = await tenant.call('GET', '/api/campaigns?status=draft&count=true');
    expect(drafts.body).toEqual({ items: [], nextCursor: null, total: 0 });
  });

  it.each(['name', 'status', 'createdAt', 'updatedAt'])('walks campaigns by %s', async (sort) => {
    for (let index = 0; index < 9; index += 1) {
      await tenant.call('POST', '/api/campaigns', { body: { name: `C${index % 3}` } });
    }
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = `sort=-${sort}&limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await tenant.call('GET', `/api/campaigns?${query}`);
      // The route serialises it so.
      const page = body as { items: Item[]; nextCursor: string | null };
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect([ids.length, new Set(ids).size]).toEqual([9, 9]);
  });

  describe('a cursor', () => {
    let cursor: string;

    beforeEach(async () => {
      await fill(fc.sample(row, { numRuns: 5, seed: 10 }));
      cursor = (await list('limit=2&sort=name')).nextCursor ?? '';
    });

    it.each([
      ['of another order', 'sort=-name'],
      ['of another search', 'sort=name&search=a'],
      ['of another filter', 'sort=name&stage=lead'],
    ])('%s is refused', async (_what, query) => {
      const answer = await tenant.call('GET', `/api/contacts?${query}&cursor=${cursor}`);
      expect(answer.status).toBe(400);
      expect(answer.body['errors']).toMatchObject([{ field: 'cursor', code: 'invalid_cursor' }]);
    });

    it.each(['nonsense', '%00', 'e30', 'W10', Buffer.from('["a","b","c"]').toString('base64url')])(
      'that we did not make is refused: %s',
      async (made) => {
        const answer = await tenant.call('GET', `/api/contacts?sort=name&cursor=${made}`);
        expect(answer.status).toBe(400);
      },
    );

    it('is refused together with an offset', async () => {
      const answer = await tenant.call('GET', `/api/contacts?sort=name&cursor=${cursor}&offset=1`);
      expect(answer.body['errors']).toMatchObject([{ code: 'cursor_and_offset' }]);
    });

    it('may have another limit', async () => {
      expect((await list(`sort=name&limit=3&cursor=${cursor}`)).items).toHaveLength(3);
    });
  });
});
