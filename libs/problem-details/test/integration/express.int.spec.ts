import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { defineProblems } from '../../src/index.ts';
import { commonProblems } from '../../src/common/index.ts';
import { problemHandler, problemNotFound } from '../../src/express/index.ts';
import { hostileValues, responseFaults } from '../../src/testing/index.ts';
import express from 'express';

const problems = defineProblems('https://api.example.com/errors/', commonProblems);
const secret = 'hunter2';
const hostile = hostileValues(secret);
const reported: string[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  const app = express();
  const options = {
    problems,
    occurrenceIdOf: () => 'id-1',
    onProblem: ({ code }: { code: string }) => reported.push(code),
  };
  const nested = express.Router().get('/inner', () => {
    throw problems.gone();
  });
  app.use(express.json({ limit: 100 }));
  app.get('/fine', (_, response) => void response.json({ fine: true }));
  app.post('/fine', (_, response) => void response.json({ fine: true }));
  app.use('/nested', nested);
  app.get('/thrown', () => {
    throw new Error(secret);
  });
  app.get('/hostile/:n', (request, _, next) => next(hostile[Number(request.params['n'])]?.value));
  app.get('/half', (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    throw new Error(secret);
  });
  app.use(problemNotFound(app, options), problemHandler(options));
  await new Promise<void>((resolve) => {
    server = app.listen(0, '127.0.0.1', () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', ...headers },
});

describe('an Express server', () => {
  it.each<[string, string, string, RequestInit]>([
    ['an unexpected error', 'internal', '/thrown', {}],
    ['an unknown address', 'not-found', '/nothing', {}],
    ['an unknown method', 'method-not-allowed', '/fine', { method: 'DELETE' }],
    ['malformed JSON', 'malformed-body', '/fine', post(`{"${secret}`)],
    ['a large body', 'payload-too-large', '/fine', post(`"${secret.repeat(50)}"`)],
    [
      'an unknown charset',
      'unsupported-media-type',
      '/fine',
      post('{}', { 'content-type': 'application/json; charset=x' }),
    ],
    ['an address that is no URL', 'bad-request', '/hostile/%zz', {}],
    ['a problem of a mounted router', 'gone', '/nested/inner', {}],
  ])('answers %s with %s', async (_, slug, path, init) => {
    const response = await fetch(url + path, init);
    await expect(responseFaults(response, problems, { slug, secrets: [secret] })).resolves.toEqual(
      [],
    );
  });

  it('names the methods that an address has', async () => {
    const response = await fetch(`${url}/fine`, { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('names the whole path inside a mounted router', async () => {
    const response = await fetch(`${url}/nested/inner?q=1`);
    expect(await response.json()).toMatchObject({
      path: '/nested/inner',
      instance: 'https://api.example.com/problems/id-1',
    });
  });

  it('survives every hostile value', async () => {
    for (const [n, { name, value }] of hostile.entries()) {
      const response = await fetch(`${url}/hostile/${n}`);
      // Express takes a falsy error for none.
      expect([name, response.status]).toEqual([name, value ? 500 : 404]);
      expect(await response.text()).not.toContain(secret);
    }
  });

  it('cuts an answer that fails halfway', async () => {
    await expect(fetch(`${url}/half`).then((response) => response.text())).rejects.toThrow();
  });

  it('serves the pages that its types lead to', async () => {
    const page = await fetch(`${url}/errors/gone`, { headers: { accept: 'text/markdown' } });
    expect(await page.text()).toContain('# It is gone');
    expect((await fetch(`${url}/errors/`)).status).toBe(200);
    expect((await fetch(`${url}/errors/nothing`)).status).toBe(404);
  });

  it('reports each answer once', async () => {
    reported.length = 0;
    await fetch(`${url}/thrown`);
    expect(reported).toEqual(['INTERNAL']);
  });
});
