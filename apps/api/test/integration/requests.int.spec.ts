import net from 'node:net';

import { type ApiStage, type Tenant, ask, openApiStage } from './api-stage.ts';

describe('requests that cannot be answered', () => {
  let stage: ApiStage;
  let tenant: Tenant;

  beforeAll(async () => {
    stage = await openApiStage();
    tenant = await stage.tenant();
  });
  afterAll(() => stage.close());

  const json = { 'content-type': 'application/json' };
  const post = (body: string, headers: Record<string, string> = json) =>
    tenant.call('POST', '/api/contacts', { body, headers });

  it.each([
    ['malformed JSON', '{"name":', json, 400, 'MALFORMED_BODY'],
    ['an empty JSON body', '', json, 400, 'MALFORMED_BODY'],
    ['a poisoned prototype', '{"__proto__":{"admin":true}}', json, 400, 'MALFORMED_BODY'],
    ['a poisoned constructor', '{"constructor":{"prototype":{}}}', json, 400, 'MALFORMED_BODY'],
    ['a list where an object belongs', '[]', json, 400, 'VALIDATION'],
    [
      'a body that is too large',
      `{"notes":"${'x'.repeat(1_100_000)}"}`,
      json,
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['text', 'name=Ada', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a form',
      'name=Ada',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  ])('%s is a problem', async (_what, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('lists every field that is wrong, by pointer, and repeats no value', async () => {
    const secret = 'VALUE-NOBODY-MAY-SEE';
    const answer = await post(
      JSON.stringify({
        name: secret.repeat(20),
        email: secret,
        phone: `${secret}\0`,
        stage: secret,
        company: 7,
        surplus: secret,
      }),
    );
    expect(answer.status).toBe(400);
    // The document's errors; see FieldError.
    const errors = answer.body['errors'] as { pointer: string; code: string; in: string }[];
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      ...['#/company', '#/email', '#/name', '#/phone', '#/stage', '#/surplus'],
    ]);
    expect(errors.every((error) => error.in === 'body')).toBe(true);
    expect(answer.text).not.toContain(secret);
    expect(stage.log.join('')).not.toContain(secret);
  });

  it('demands something to recognise a contact by', async () => {
    const answer = await post('{"notes":"nobody","name":"  "}');
    expect(answer.body['errors']).toMatchObject([{ code: 'identity_required', field: '' }]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=x', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=1000001', 'offset'],
    ['sort=notes', 'sort'],
    ['stage=boss', 'stage'],
    ['count=yes', 'count'],
    [`search=${'x'.repeat(201)}`, 'search'],
    ['search=%00', 'search'],
    ['limit=1&limit=2', 'limit'],
  ])('refuses the query %s', async (query, field) => {
    const answer = await tenant.call('GET', `/api/contacts?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toMatchObject([{ field, in: 'query' }]);
  });

  it('names the unquoted tag as what is wrong with it', async () => {
    const path = '/api/contacts/01a20637-2283-7165-9456-e08a8cc614dc';
    const answer = await tenant.call('DELETE', path, { headers: { 'if-match': '3' } });
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toMatchObject([{ in: 'header', field: 'if-match' }]);
  });

  it.each([
    ['PUT', '/api/contacts', 'GET, HEAD, POST'],
    ['POST', '/api/contacts/x', 'DELETE, GET, HEAD, PATCH'],
    ['GET', '/api/contacts/x/restore', 'POST'],
    ['DELETE', '/api/workspace', 'GET, HEAD, PATCH'],
    ['POST', '/readyz', 'GET, HEAD'],
    ['OPTIONS', '/api/contacts', 'GET, HEAD, POST'],
  ])('answers %s %s with what is allowed', async (method, path, allow) => {
    const answer = await tenant.call(method, path);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect(answer.body['code']).toBe('METHOD_NOT_ALLOWED');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['/', '/api', '/api/nothing', '//api/contacts'])('does not know %s', async (path) => {
    const answer = await ask(stage.url + path, 'GET');
    expect([answer.status, answer.body['code']]).toEqual([404, 'NOT_FOUND']);
  });

  it('refuses a path that is not well encoded', async () => {
    const answer = await tenant.call('GET', '/api/contacts/%zz');
    expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_REQUEST']);
  });

  it('answers bytes that are no HTTP with a problem and hangs up', async () => {
    const socket = net.connect(Number(new URL(stage.url).port), '127.0.0.1');
    socket.end('this is not http\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('application/problem+json');
  });

  describe('without a key that works', () => {
    const shape = ({ status, body }: { status: number; body: Record<string, unknown> }) => ({
      status,
      body: { ...body, instance: '' },
    });

    it('are all answered alike', async () => {
      const { body } = await tenant.call('POST', '/api/keys', { body: { name: 'short-lived' } });
      await tenant.call('DELETE', `/api/keys/${String(body['id'])}`);
      const attempts = [
        {},
        { authorization: 'Basic dTpw' },
        { authorization: 'Bearer' },
        { authorization: 'Bearer uk_short' },
        { authorization: `Bearer uk_${'A'.repeat(43)}` },
        { authorization: `Bearer ${String(body['key'])}` },
        { authorization: `Bearer ${tenant.key}x` },
      ];
      const answers = await Promise.all(
        attempts.map((headers) => ask(`${stage.url}/api/contacts`, 'GET', { headers })),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(shape(answer)))).size).toBe(1);
      expect(answers[0]?.status).toBe(401);
      expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer');
    });

    it('are refused before their body is read', async () => {
      const answer = await ask(`${stage.url}/api/contacts`, 'POST', { body: '{', headers: json });
      expect(answer.status).toBe(401);
    });
  });

  it('a failure of ours tells nothing but the id that our log has too', async () => {
    await stage.sql('alter table campaigns rename to hidden');
    const answer = await tenant.call('GET', '/api/campaigns');
    await stage.sql('alter table hidden rename to campaigns');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/relation|42P01|select|hidden/);
    const occurrence = String(answer.body['instance']).split('/').at(-1) ?? '';
    const line = stage.log.find(
      (one) => one.includes(occurrence) && one.includes('request failed'),
    );
    expect(line).toContain('42P01');
  });

  it('leaves no key, search or name in the log', async () => {
    await tenant.call('GET', '/api/contacts?search=Wiederherstellung');
    await post('{"name":"Rumpelstilzchen"}');
    const log = stage.log.join('');
    expect(log).not.toContain(tenant.key);
    expect(log).not.toMatch(/Wiederherstellung|Rumpelstilzchen/);
    expect(log).toContain('"route":"/api/contacts"');
  });
});
