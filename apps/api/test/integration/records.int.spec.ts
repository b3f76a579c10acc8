import { type ApiStage, type Answer, type Tenant, openApiStage } from './api-stage.ts';

const kinds = [
  ['contacts', { name: 'Ada', email: 'ada@x.example' }, { name: 'Ada Lovelace' }],
  ['campaigns', { name: 'Spring', subject: 'Hello' }, { name: 'Summer' }],
] as const;

describe('records over HTTP', () => {
  let stage: ApiStage;
  let tenant: Tenant;

  beforeAll(async () => {
    stage = await openApiStage();
  });
  beforeEach(async () => {
    tenant = await stage.tenant();
  });
  afterAll(() => stage.close());

  describe.each(kinds)('%s', (kind, draft, changes) => {
    const path = `/api/${kind}`;
    const create = (): Promise<Answer> => tenant.call('POST', path, { body: draft });
    const at = (answer: Answer): string => `${path}/${String(answer.body['id'])}`;

    it('are created with an address and the tag of version 1', async () => {
      const created = await create();
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({ ...draft, version: 1 });
      expect(created.headers.get('location')).toBe(at(created));
      expect(created.headers.get('etag')).toBe('"1"');
      expect(created.headers.get('cache-control')).toBe('private, no-store');
    });

    it('are read back as they were created', async () => {
      const created = await create();
      expect((await tenant.call('GET', at(created))).body).toEqual(created.body);
    });

    it('answer 304 without a body when the caller has the current version', async () => {
      const created = await create();
      const again = await tenant.call('GET', at(created), { headers: { 'if-none-match': '"1"' } });
      expect([again.status, again.text]).toEqual([304, '']);
    });

    it('are changed by a caller that names the current version', async () => {
      const created = await create();
      const options = { body: changes, headers: { 'if-match': '"1"' } };
      const changed = await tenant.call('PATCH', at(created), options);
      expect(changed.status).toBe(200);
      expect(changed.body).toMatchObject({ ...draft, ...changes, version: 2 });
      expect(changed.headers.get('etag')).toBe('"2"');
    });

    it.each(['PATCH', 'DELETE'])('demand a version for %s', async (method) => {
      const created = await create();
      const body = method === 'PATCH' ? { body: changes } : {};
      const absent = await tenant.call(method, at(created), body);
      const stale = await tenant.call(method, at(created), {
        ...body,
        headers: { 'if-match': '"7"' },
      });
      const weak = await tenant.call(method, at(created), {
        ...body,
        headers: { 'if-match': 'W/"1"' },
      });
      expect([absent.status, stale.status, weak.status]).toEqual([428, 412, 412]);
      expect((await tenant.call('GET', at(created))).body).toEqual(created.body);
    });

    it('let exactly one of many writers with the same version win', async () => {
      const created = await create();
      const writers = Array.from({ length: 20 }, (_, index) =>
        tenant.call('PATCH', at(created), {
          body: { name: `Writer ${index}` },
          headers: { 'if-match': '"1"' },
        }),
      );
      const statuses = (await Promise.all(writers)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 412)).toHaveLength(19);
      expect((await tenant.call('GET', at(created))).body['version']).toBe(2);
    });

    it('lose no write when each writer says that any version will do', async () => {
      const created = await create();
      await Promise.all(
        Array.from({ length: 10 }, () =>
          tenant.call('PATCH', at(created), { body: changes, headers: { 'if-match': '*' } }),
        ),
      );
      expect((await tenant.call('GET', at(created))).body['version']).toBe(11);
    });

    it('disappear when deleted and come back when restored', async () => {
      const created = await create();
      const deleted = await tenant.call('DELETE', at(created), { headers: { 'if-match': '"1"' } });
      const gone = await tenant.call('GET', at(created));
      const listed = await tenant.call('GET', `${path}?count=true`);
      const restored = await tenant.call('POST', `${at(created)}/restore`);
      expect([deleted.status, deleted.text, gone.status]).toEqual([204, '', 404]);
      expect(listed.body).toEqual({ items: [], nextCursor: null, total: 0 });
      expect(restored.status).toBe(200);
      expect(restored.body).toMatchObject({ ...draft, version: 3 });
      expect((await tenant.call('GET', at(created))).body).toEqual(restored.body);
    });

    it('stay as they are when restored without having been deleted', async () => {
      const created = await create();
      const restored = await tenant.call('POST', `${at(created)}/restore`);
      expect([restored.status, restored.body]).toEqual([200, created.body]);
    });

    it('answer HEAD like GET, without the body', async () => {
      const created = await create();
      const head = await tenant.call('HEAD', at(created));
      expect([head.status, head.headers.get('etag'), head.text]).toEqual([200, '"1"', '']);
    });

    it.each(['not-a-uuid', '00000000-0000-0000-0000-000000000000', '%00'])(
      'are not found under the id %s',
      async (id) => {
        expect((await tenant.call('GET', `${path}/${id}`)).status).toBe(404);
      },
    );
  });

  describe('contacts', () => {
    const create = (body: object): Promise<Answer> =>
      tenant.call('POST', '/api/contacts', { body });
    const change = (answer: Answer, body: object): Promise<Answer> =>
      tenant.call('PATCH', `/api/contacts/${String(answer.body['id'])}`, {
        body,
        headers: { 'if-match': '*' },
      });

    it('share no e-mail address, however it is spelled', async () => {
      await create({ email: 'Ada@Bücher.example' });
      const again = await create({ email: ' ada@xn--bcher-kva.example ' });
      expect([again.status, again.body['code']]).toEqual([409, 'DUPLICATE_CONTACT']);
      expect(again.text).not.toContain('bcher-kva');
    });

    it('may have the address of another workspace’s contact', async () => {
      const other = await stage.tenant();
      await other.call('POST', '/api/contacts', { body: { email: 'ada@x.example' } });
      expect((await create({ email: 'ada@x.example' })).status).toBe(201);
    });

    it('cannot take an address by a change or by a restoration', async () => {
      const first = await create({ email: 'ada@x.example' });
      const second = await create({ email: 'bob@x.example' });
      expect((await change(second, { email: 'ADA@x.example' })).status).toBe(409);
      const path = `/api/contacts/${String(first.body['id'])}`;
      await tenant.call('DELETE', path, { headers: { 'if-match': '*' } });
      expect((await change(second, { email: 'ada@x.example' })).status).toBe(200);
      expect((await tenant.call('POST', `${path}/restore`)).status).toBe(409);
    });

    it('keep what a change does not name, and lose what it sets to null or blank', async () => {
      const created = await create({ name: 'Ada', company: 'Engines', notes: 'first' });
      const changed = await change(created, { company: null, notes: '  ' });
      expect(changed.body).toMatchObject({ name: 'Ada', company: null, notes: null });
    });

    it('must keep something to be recognised by', async () => {
      const created = await create({ name: 'Ada' });
      const emptied = await change(created, { name: null });
      expect(emptied.status).toBe(400);
      expect(emptied.body['errors']).toMatchObject([{ code: 'identity_required', in: 'body' }]);
    });

    it('are keyed by phone in the country of the workspace', async () => {
      await tenant.call('PATCH', '/api/workspace', {
        body: { region: 'DE' },
        headers: { 'if-match': '*' },
      });
      await create({ phone: '030 901820' });
      const rows = await stage.sql<{ phone_key: string }>(
        'select phone_key from contacts where workspace_id = $1',
        [tenant.workspaceId],
      );
      expect(rows).toEqual([{ phone_key: '+4930901820' }]);
    });

    it('hold the longest values of every script', async () => {
      const long = (length: number): string => '😀'.repeat(length / 2);
      const longest = {
        name: long(200),
        email: `${'ü'.repeat(64)}@${'ß'.repeat(240)}.example`,
        phone: long(40),
        company: long(200),
        jobTitle: long(200),
        notes: long(10_000),
      };
      const created = await create(longest);
      expect(created.body).toMatchObject(longest);
    });
  });
});
