import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type Apm, register } from '@unite/apm';
import { apmRequests } from '@unite/apm/fastify';
import Fastify, { type FastifyInstance } from 'fastify';

import {
  assignContext,
  contextOf,
  createTracing,
  getContext,
  instrumentHttpServer,
  registerTracing,
  type RequestContext,
} from '../../src/index.ts';

const prices = {
  version: 'spec',
  validFrom: '2020-01-01',
  currency: 'USD',
  vcpuHour: 0.04,
  databaseSecond: 0.001,
  redisMillionOperations: 0.2,
  egressGigabyte: 0.09,
  ai: {},
} as const;
const service = { name: 'shop', version: '1.4.0', environment: 'test' };

const tracing = createTracing({ service });
let apm: Apm;
let app: FastifyInstance;
let url: string;
let undo: () => void;
/** What was known of each request once its answer had ended. */
let ended: RequestContext[] = [];

beforeAll(async () => {
  undo = registerTracing(tracing);
  instrumentHttpServer({
    tracer: tracing.provider.getTracer('test'),
    onFault: (error) => {
      throw error;
    },
    isIgnored: ({ url: path }) => path === '/untraced',
  });
  apm = register({
    service,
    costs: { priceBooks: [prices] },
    // Nobody listens there, and nothing is sent.
    errors: { dsn: 'http://key@127.0.0.1:9/1', salt: 'a salt of the spec' },
  });
  const { requests, costs, errors } = apm;
  app = Fastify();
  await app.register(apmRequests, { requests, costs, errors });
  app.addHook('onResponse', async ({ raw }) => void ended.push(contextOf(raw)));
  app.get<{ Params: { workspace: string } }>('/of/:workspace', async ({ params }) => {
    await delay(1);
    assignContext({ workspaceId: params.workspace, principalHash: `${params.workspace}'s` });
    await delay(1);
    return getContext();
  });
  app.get('/untraced', async () => getContext());
  app.get('/rows', async () => apm.costs?.current());
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await apm.close({ deadlineMs: 0 });
  undo();
});
beforeEach(() => void (ended = []));

async function ask(path: string, headers: Readonly<Record<string, string>> = {}) {
  const sent = get(url + path, { headers, agent: false });
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]; // the event's argument
  const body: Record<string, unknown> = JSON.parse((await answer.toArray()).join(''));
  return { headers: answer.headers, body };
}

describe('the context of a request', () => {
  it('has the ids that the answer names, and what was found out', async () => {
    const { headers, body } = await ask('/of/w1');
    expect(body).toEqual({
      traceId: headers['x-trace-id'],
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      correlationId: headers['x-request-id'],
      workspaceId: 'w1',
      principalHash: "w1's",
    });
  });

  it('takes the correlation id of its caller, unless that is no such id', async () => {
    const taken = await ask('/of/w1', { 'x-request-id': 'checkout-1' });
    expect([taken.headers['x-request-id'], taken.body['correlationId']]).toEqual([
      'checkout-1',
      'checkout-1',
    ]);
    const refused = await ask('/of/w1', { 'x-request-id': '"}{' });
    expect(refused.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is known by the request when the answer has ended', async () => {
    const { body } = await ask('/of/w1');
    await until(() => ended.length === 1);
    expect(ended).toEqual([body]);
  });

  it('is empty for what is not traced', async () => {
    expect((await ask('/untraced')).body).toEqual({});
  });

  it('is never that of one of 1000 others', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `w${n}`);
    const all = await Promise.all(names.map((name) => ask(`/of/${name}`)));
    const mixed = all.filter(
      ({ body, headers }, n) =>
        body['workspaceId'] !== names[n] || body['traceId'] !== headers['x-trace-id'],
    );
    expect(mixed).toEqual([]);
    expect(new Set(all.map(({ body }) => body['correlationId'])).size).toBe(1000);
  });
});

describe('a request', () => {
  /** How often a store is entered for a request to `path`. */
  async function entered(path: string): Promise<number> {
    const run = jest.spyOn(AsyncLocalStorage.prototype, 'run');
    await ask(path);
    const { length } = run.mock.calls;
    run.mockRestore();
    return length;
  }

  it('pays once for its context, its costs and the scopes of its errors', async () => {
    expect(await entered('/rows')).toBe(1);
    expect((await ask('/rows')).body).toEqual({ endpoint: 'GET /rows', tier: 'none' });
  });

  it('pays for each of them where nobody began its context', async () => {
    expect(await entered('/untraced')).toBe(2);
  });

  it('pays twice with a context manager that keeps a store of its own', async () => {
    context.disable();
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    try {
      expect(await entered('/rows')).toBe(2);
      expect((await ask('/of/w1')).body).toMatchObject({ workspaceId: 'w1' });
    } finally {
      undo();
      undo = registerTracing(tracing);
    }
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(1);
}
