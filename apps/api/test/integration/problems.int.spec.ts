import { type FakeAi, startFakeAi } from '@unite/stack';
import { catalogue } from '@unite/problem-details';
import { describeProblems } from '@unite/problem-details/docs';
import { responseFaults } from '@unite/problem-details/testing';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { refuseRaw } from '../../src/problem-answers.ts';
import { problems } from '../../src/problems.ts';
import { type ApiDescription, type ListedOperation, listedProblems } from '../listed-problems.ts';
import { any, csv, type Fault, faults, json, secret, unknownId } from '../request-faults.ts';
import { type ApiStage, type Tenant, ask, openApiStage, projectFolder } from './api-stage.ts';

describe('the problems that an operation lists', () => {
  let ai: FakeAi;
  let stage: ApiStage;
  let tenant: Tenant;
  let ids: Readonly<Record<string, string>>;
  let operations: readonly ListedOperation[];
  const answered = new Set<string>();
  const create = async (path: string, body: object): Promise<string> =>
    String((await tenant.call('POST', path, { body })).body['id']);

  beforeAll(async () => {
    ai = await startFakeAi();
    stage = await openApiStage({ ai });
    tenant = await stage.tenant();
    await create('/api/contacts', { name: 'Taken', email: 'taken@example.org' });
    const { body } = await ask(`${stage.url}/openapi.json`, 'GET');
    operations = listedProblems(body as unknown as ApiDescription); // OpenAPI, as fastify writes it
  });
  beforeEach(async () => {
    ids = {
      contacts: await create('/api/contacts', { name: 'Ann' }),
      campaigns: await create('/api/campaigns', { name: 'Spring' }),
      keys: await create('/api/keys', { name: 'spare' }),
    };
  });
  afterEach(() => ai.set('ok'));
  afterAll(async () => {
    await stage.close();
    await ai.close();
  });

  /** What is wrong with the answer to one request: not listed, or not exactly a problem document. */
  async function unlisted(
    { operationId, method, path, problems: listed }: ListedOperation,
    { query = '', body, headers = {}, id }: Fault,
  ): Promise<readonly string[]> {
    const kind = path.split('/')[2] ?? '';
    const url = stage.url + path.replace('{id}', id ?? ids[kind] ?? unknownId) + query;
    const bodyless = method === 'GET' || method === 'DELETE' || path.endsWith('/restore');
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${tenant.key}`,
        ...Object.fromEntries(
          Object.entries(headers).filter(([name]) => !bodyless || !name.startsWith('content-')),
        ),
      },
      ...(bodyless || body === undefined ? {} : { body }),
    });
    // The health addresses answer 503 with a document of their own; see health.
    const isHealth = response.headers.get('content-type') === 'application/health+json';
    if (response.status < 400 || isHealth) {
      await response.body?.cancel();
      return [];
    }
    const document: unknown = await response.clone().json();
    const { type } = document as { type?: string }; // checked by responseFaults below
    const slug = type?.split('/').at(-1) ?? 'nothing';
    answered.add(slug);
    const seen = `${response.status} ${slug}`;
    const wrong = await responseFaults(response, problems, { slug, secrets: [secret] });
    return [...wrong, ...(listed.has(seen) ? [] : ['it is not listed'])].map(
      (fault) => `${operationId}: ${seen}: ${fault}`,
    );
  }

  const everywhere = async (fault: Fault): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const operation of operations) found.push(...(await unlisted(operation, fault)));
    return found;
  };

  it('are looked at in every operation', () => {
    expect(operations.length).toBeGreaterThan(20);
    expect(operations.every((one) => one.problems.size > 0)).toBe(true);
  });

  it.each(Object.entries(faults))('are all that it answers to %s', async (_what, fault) => {
    expect(await everywhere(fault)).toEqual([]);
  });

  it.each(['rate-limited', 'error', 'cut-off'] as const)(
    'are all that it answers when the AI provider is %s',
    async (mode) => {
      ai.set(mode);
      expect(await everywhere(faults['something to write about'] ?? {})).toEqual([]);
    },
  );

  it('are all that it answers when a table is missing', async () => {
    for (const table of ['contacts', 'campaigns', 'workspaces']) {
      await stage.sql(`alter table ${table} rename to hidden`);
      const found = await everywhere({
        body: '{"name":"x"}',
        headers: { ...json, ...any },
      }).finally(() => stage.sql(`alter table hidden rename to ${table}`));
      expect(found).toEqual([]);
    }
    expect(answered).toContain('internal');
  });

  it('are all that it answers when a statement takes too long', async () => {
    const list = operations.find(({ operationId }) => operationId === 'listContacts');
    if (list === undefined) throw new Error('there is no list of contacts');
    const locked = stage.sql(
      `do $$ begin lock table contacts in access exclusive mode; perform pg_sleep(7); end $$`,
    );
    const granted = `select 1 from pg_locks
      where relation = 'contacts'::regclass and mode = 'AccessExclusiveLock' and granted`;
    while ((await stage.sql(granted)).length === 0);
    expect(await unlisted(list, {})).toEqual([]);
    await locked;
    expect(answered).toContain('timeout');
  });

  it('are all that it answers when PostgreSQL is gone', async () => {
    const [primary] = stage.postgres.nodes;
    if (primary === undefined) throw new Error('the cluster has no node');
    await stage.postgres.crash(primary);
    const found = [
      ...(await everywhere({ body: '{"name":"x"}', headers: { ...json, ...any } })),
      ...(await everywhere({ body: 'name\nA\n', headers: csv })),
    ];
    await stage.postgres.restart(primary);
    expect(found).toEqual([]);
    expect(answered).toContain('unavailable');
  });

  it('would be found wanting if one were left out', async () => {
    const [read] = operations.filter(({ operationId }) => operationId === 'readContact');
    if (read === undefined) throw new Error('there is no contact to read');
    const fault = { id: unknownId };
    expect(await unlisted(read, fault)).toEqual([]);
    expect(await unlisted({ ...read, problems: new Set() }, fault)).toEqual([
      'readContact: 404 not-found: it is not listed',
    ]);
  });

  describe('are joined by those of requests that reach no operation', () => {
    /** The slug and status that raw bytes are answered with. */
    async function answerTo(bytes: string): Promise<string> {
      const socket = connect(Number(new URL(stage.url).port), '127.0.0.1');
      socket.end(bytes);
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      const [head = '', body = '{}'] = answer.split('\r\n\r\n');
      expect(head).toMatch(/^content-type: application\/problem\+json$/im);
      const { type, status }: { type: string; status: number } = JSON.parse(body);
      const slug = type.split('/').at(-1) ?? '';
      answered.add(slug);
      expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      return slug;
    }
    const get = (path: string, headers = '') =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`;

    it.each([
      ['bytes that are no HTTP', 'this is not http\r\n\r\n', 'malformed-request'],
      ['headers without end', get('/', `X: ${'x'.repeat(20_000)}\r\n`), 'header-too-large'],
      ['an address that is none', get('/api/contacts/%zz'), 'bad-request'],
      ['an unknown address', get('/nothing'), 'not-found'],
      ['an unknown page', get('/errors/nothing'), 'not-found'],
      ['a method that is not there', get('/api/ai/draft'), 'method-not-allowed'],
    ])('%s', async (_what, bytes, slug) => {
      expect(await answerTo(bytes)).toBe(slug);
    });

    it('a request that is given up by an instance that stops', async () => {
      const server = createServer((_request, response) => refuseRaw(response));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo; // listens on TCP
      const response = await fetch(`http://127.0.0.1:${port}/api/contacts`);
      expect(response.headers.get('connection')).toBe('close');
      expect(await responseFaults(response, problems, { slug: 'shutting-down' })).toEqual([]);
      answered.add('shutting-down');
      await new Promise((resolve) => server.close(resolve));
    });
  });

  it('are the whole catalogue: each was answered above', () => {
    // Minutes of silence and a database that dies in the middle have specs of their own.
    const elsewhere = ['request-timeout', 'import-interrupted', 'ai-unavailable'];
    const all = [...problems[catalogue].entries.keys()];
    expect([...answered, ...elsewhere].toSorted()).toEqual(all.toSorted());
  });

  it('are what problems.api.json promises', () => {
    const committed: unknown = JSON.parse(
      readFileSync(join(projectFolder, 'problems.api.json'), 'utf8'),
    );
    expect(describeProblems(problems)).toEqual(committed);
  });

  describe('are explained', () => {
    const page = (slug: string, headers: Record<string, string>) =>
      ask(`${stage.url}/errors/${slug}`, 'GET', { headers });

    it.each([
      ['text/html', 'text/html; charset=utf-8', '<h1>'],
      ['text/markdown', 'text/markdown; charset=utf-8', '# '],
      ['application/json', 'application/json', '"status":409'],
    ])('to who accepts %s', async (accept, type, text) => {
      const answer = await page('duplicate-contact', { accept });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(answer.text.replaceAll(': ', ':')).toContain(text.replaceAll(': ', ':'));
      const etag = answer.headers.get('etag') ?? '';
      const again = await page('duplicate-contact', { accept, 'if-none-match': etag });
      expect([again.status, again.text]).toEqual([304, '']);
    });

    it('under the address that is their type', async () => {
      const { body } = await ask(`${stage.url}/api/contacts`, 'GET');
      const { pathname } = new URL(String(body['type']));
      expect((await ask(stage.url + pathname, 'GET')).status).toBe(200);
    });
  });

  it('are told in the language and the form that the client prefers', async () => {
    const german = await tenant.call('GET', '/api/contacts?limit=0', {
      headers: { 'accept-language': 'de-AT, en;q=0.5' },
    });
    expect(german.headers.get('content-language')).toBe('de');
    expect(german.body['title']).toBe('Die Anfrage ist nicht gültig');
    const html = await tenant.call('GET', '/api/contacts?limit=0', {
      headers: { accept: 'text/html' },
    });
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.text).toContain('<script type="application/problem+json">');
  });
});
