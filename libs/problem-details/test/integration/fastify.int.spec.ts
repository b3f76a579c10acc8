import { connect } from 'node:net';

import { commonProblems } from '../../src/common/index.ts';
import { parseProblem } from '../../src/client/index.ts';
import { describeProblems } from '../../src/docs/index.ts';
import { problemDetails, problemErrorHandler } from '../../src/fastify/index.ts';
import { clientErrorListener } from '../../src/http/index.ts';
import { pgMapping } from '../../src/pg/index.ts';
import { hostileValues, responseFaults } from '../../src/testing/index.ts';
import { defineProblems } from '../../src/index.ts';
import Fastify, { type FastifyInstance } from 'fastify';

const problems = defineProblems('https://api.example.com/errors/', commonProblems);
const secret = 'hunter2';
const hostile = hostileValues(secret);
const reported: string[] = [];
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  app = Fastify({
    bodyLimit: 100,
    handlerTimeout: 200,
    frameworkErrors: problemErrorHandler({ problems, onProblem: () => undefined }),
    clientErrorHandler: clientErrorListener(problems),
  });
  await app.register(problemDetails, {
    problems,
    mappings: [pgMapping()],
    onProblem: ({ code }) => reported.push(code),
  });
  app.get('/fine', async () => ({ fine: true }));
  app.get('/returned-problem', async () => problems.gone());
  app.get('/thrown', async (_, reply) => {
    reply.headers({ etag: '"1"', 'content-encoding': 'gzip', vary: 'Origin' });
    throw new Error(`password=${secret}`);
  });
  app.get('/sync', () => {
    throw problems.forbidden();
  });
  app.get('/status', async () => {
    throw Object.assign(new Error(secret), { statusCode: 429 });
  });
  app.get('/pg', async () => {
    throw Object.assign(new Error(secret), { severity: 'ERROR', code: '23505', detail: secret });
  });
  app.get('/slow', () => new Promise(() => undefined));
  app.get('/half', async (_, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-length': '100' });
    reply.raw.write('half');
    problemErrorHandler({ problems })(new Error(secret), reply.request, reply);
  });
  app.get<{ Params: { n: string } }>('/hostile/:n', (request, reply) => {
    reply.send(
      Object.assign(new Error(secret), { cause: hostile[Number(request.params.n)]?.value }),
    );
  });
  app.get<{ Params: { n: string } }>('/rejects/:n', async (request) => {
    throw hostile[Number(request.params.n)]?.value;
  });
  app.post('/validated', {
    schema: {
      body: {
        type: 'object',
        required: ['email'],
        properties: { email: { type: 'string', pattern: `^${secret}$` } },
      },
      querystring: { type: 'object', properties: { limit: { type: 'integer', maximum: 5 } } },
    },
    handler: async () => ({}),
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => app.close());

const post = (
  body: string,
  type = 'application/json',
  query = '',
): RequestInit & { path: string } => ({
  path: `/validated${query}`,
  method: 'POST',
  body,
  headers: { 'content-type': type },
});

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url + path, init);
}

describe('a Fastify server', () => {
  it.each<[string, string, string, RequestInit]>([
    ['an unexpected error', 'internal', '/thrown', {}],
    ['a problem that is thrown synchronously', 'forbidden', '/sync', {}],
    ['a problem that is returned', 'gone', '/returned-problem', {}],
    ['an error of the database', 'conflict', '/pg', {}],
    ['an error with a status of a plugin', 'rate-limited', '/status', {}],
    ['an unknown address', 'not-found', '/nothing', {}],
    ['an unknown method', 'method-not-allowed', '/fine', { method: 'DELETE' }],
    ['a handler that takes too long', 'timeout', '/slow', {}],
    ['an invalid body', 'validation', '/validated', post('{}')],
    ['malformed JSON', 'malformed-body', '/validated', post('{"a"')],
    ['an empty body', 'malformed-body', '/validated', post('')],
    ['a body that poisons a prototype', 'malformed-body', '/validated', post('{"__proto__":{}}')],
    ['a large body', 'payload-too-large', '/validated', post(`"${'x'.repeat(200)}"`)],
    ['an unknown media type', 'unsupported-media-type', '/validated', post('x', 'image/png')],
    [
      'an unknown media type at an unknown address',
      'not-found',
      '/nothing',
      post('x', 'image/png'),
    ],
    ['an address that is no URL', 'bad-request', '/%zz', {}],
  ])('answers %s with %s', async (_, slug, path, init) => {
    const response = await get(path, init);
    await expect(responseFaults(response, problems, { slug, secrets: [secret] })).resolves.toEqual(
      [],
    );
  });

  it('points at the fields that are wrong, without pattern or value', async () => {
    const missing = await get('/validated', post('{}'));
    expect((await parseProblem(missing)).errors).toEqual([
      { field: 'email', message: 'Required', pointer: '#/email', in: 'body', code: 'required' },
    ]);
    const wrong = await get('/validated', post('{"email":"me@example.com"}'));
    expect((await parseProblem(wrong)).errors).toMatchObject([{ code: 'invalid_format' }]);
    const query = await get('/validated?limit=9', post(`{"email":"${secret}"}`));
    expect((await parseProblem(query)).errors).toEqual([
      { field: 'limit', message: 'At most 5', in: 'query', code: 'too_big' },
    ]);
  });

  it('names the methods that an address has', async () => {
    const response = await get('/fine', { method: 'PUT', body: 'x' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('takes back the headers of the answer that failed, and keeps what it varies by', async () => {
    const { headers } = await get('/thrown');
    expect([headers.get('etag'), headers.get('content-encoding')]).toEqual([null, null]);
    expect(headers.get('vary')).toBe('origin, accept, accept-language');
  });

  it('names the occurrence after the request', async () => {
    const { instance, path } = await parseProblem(await get('/thrown?password=1'));
    expect(instance).toMatch(/^https:\/\/api\.example\.com\/problems\/req-/);
    expect(path).toBe('/thrown');
  });

  it('answers HEAD with the headers alone', async () => {
    const response = await get('/nothing', { method: 'HEAD' });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
    expect(await response.text()).toBe('');
  });

  it('cuts an answer that fails halfway', async () => {
    await expect(get('/half').then((response) => response.text())).rejects.toThrow();
  });

  it('survives every hostile value, thrown or as a cause', async () => {
    for (const [n, { name }] of hostile.entries()) {
      const sent = await get(`/hostile/${n}`);
      expect([name, sent.status, (await sent.text()).includes(secret)]).toEqual([name, 500, false]);
    }
    for (const n of hostile.keys()) {
      const thrown = await get(`/rejects/${n}`);
      expect([hostile[n]?.name, thrown.status]).toEqual([hostile[n]?.name, 500]);
      expect(await thrown.text()).not.toContain(secret);
    }
  });

  it('serves the pages that its types lead to', async () => {
    const page = await get('/errors/gone', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await page.text()).toContain('<h1>It is gone</h1>');
    const etag = page.headers.get('etag') ?? '';
    const again = await get('/errors/gone', {
      headers: { accept: 'text/html', 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
    const markdown = await get('/errors/gone', { headers: { accept: 'text/markdown' } });
    expect(await markdown.text()).toContain('# It is gone');
    const list = await get('/errors/', { headers: { accept: 'application/json' } });
    expect(await list.json()).toHaveLength(Object.keys(describeProblems(problems).problems).length);
    expect((await get('/errors/nothing')).status).toBe(404);
  });

  it('answers what never became a request', async () => {
    const answers = await Promise.all(
      ['NONSENSE\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`].map(
        (text) =>
          new Promise<string>((resolve, reject) => {
            let received = '';
            const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
              socket.write(text),
            );
            socket.on('data', (chunk) => (received += chunk.toString()));
            socket.on('close', () => resolve(received)).on('error', reject);
          }),
      ),
    );
    expect(answers[0]).toContain('HTTP/1.1 400 Bad Request\r\nconnection: close');
    expect(answers[0]).toContain('"code":"MALFORMED_REQUEST"');
    expect(answers[1]).toContain('HTTP/1.1 431 ');
    for (const answer of answers)
      expect(answer).toContain('content-type: application/problem+json\r\n');
  });

  it('reports each answer once', async () => {
    reported.length = 0;
    await get('/pg');
    expect(reported).toEqual(['CONFLICT']);
  });
});

describe('a Fastify server with defaults', () => {
  it('logs failures with their cause and refusals without', async () => {
    const lines: string[] = [];
    const quiet = Fastify({ logger: { stream: { write: (line: string) => lines.push(line) } } });
    await quiet.register(problemDetails, { problems, docs: false });
    quiet.get('/', async () => {
      throw new Error(secret);
    });
    await quiet.inject('/');
    await quiet.inject('/errors/gone');
    const failed = lines.filter((line) => line.includes('request failed'));
    const refused = lines.filter((line) => line.includes('request refused'));
    expect(failed).toEqual([expect.stringContaining(secret)]);
    expect(refused).toEqual([expect.stringContaining('"code":"NOT_FOUND"')]);
    await quiet.close();
  });
});
