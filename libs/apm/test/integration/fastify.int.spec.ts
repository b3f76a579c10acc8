import { once } from 'node:events';
import { connect } from 'node:net';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import Fastify, { type FastifyInstance } from 'fastify';
import { createNoopMeter } from '@opentelemetry/api';

import { type CostLedger, createCostLedger } from '../../src/cost/index.ts';
import { apmRequests } from '../../src/fastify/index.ts';
import {
  type AnsweredRequest,
  createRequestRecorder,
} from '../../src/requests/request-recorder.ts';

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

let app: FastifyInstance;
let url: string;
let costs: CostLedger;
const answered: AnsweredRequest[] = [];
const scopes = new AsyncLocalStorage<{ crumbs: string[] }>();

beforeAll(async () => {
  costs = createCostLedger({ priceBooks: [prices] });
  app = Fastify();
  await app.register(apmRequests, {
    requests: createRequestRecorder({
      meter: createNoopMeter(),
      onRequest: (request) => answered.push(request),
    }),
    costs,
    errors: { isolate: (work) => scopes.run({ crumbs: [] }, work) },
    tierOf: (request) => String(request.headers['x-tier'] ?? 'free'),
  });
  app.get<{ Params: { id: string } }>('/contacts/:id', async ({ params }) => {
    await delay(5);
    return { id: params.id, text: 'x'.repeat(1000) };
  });
  app.get<{ Params: { id: string } }>('/scopes/:id', async ({ params }) => {
    scopes.getStore()?.crumbs.push(params.id);
    await delay(20);
    return scopes.getStore()?.crumbs;
  });
  app.get('/fails', async () => {
    throw new Error('no');
  });
  app.get('/slow', () => delay(2000, 'late', { ref: false }));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(() => answered.splice(0));
afterAll(async () => {
  await app.close();
  costs.close();
});

const rowOf = (endpoint: string, tier: string) =>
  costs.statement().rows.find((row) => row.endpoint === endpoint && row.tier === tier);

describe('a request to Fastify', () => {
  it('is recorded under the pattern of its route', async () => {
    await (await fetch(`${url}/contacts/5?x=1`)).text();
    expect(answered).toEqual([
      { method: 'GET', route: '/contacts/:id', status: 200, durationMs: expect.any(Number) },
    ]);
    expect(answered[0]?.durationMs).toBeGreaterThan(4);
  });

  it('is booked on its route and tier, with the bytes of its answer, on a kept connection too', async () => {
    const get = () => fetch(`${url}/contacts/7`, { headers: { 'x-tier': 'pro' } });
    await Promise.all([get(), get(), get()].map(async (answer) => (await answer).text()));
    const row = rowOf('GET /contacts/:id', 'pro');
    expect(row).toMatchObject({ requests: 3 });
    expect(row?.egressBytes).toBeGreaterThan(3000);
    expect(row?.egressBytes).toBeLessThan(6000);
  });

  it.each([
    ['/fails', '/fails', 500],
    ['/nothing/here', undefined, 404],
  ])('%s is recorded too', async (path, route, status) => {
    await (await fetch(url + path)).text();
    expect(answered).toMatchObject([{ method: 'GET', status }]);
    expect(answered[0]?.route).toBe(route);
  });

  it('whose client leaves has the status 499', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await delay(50);
    socket.destroy();
    await once(socket, 'close');
    while (answered.length === 0) await delay(10);
    expect(answered).toMatchObject([{ route: '/slow', status: 499 }]);
  });

  it('has scopes of its own beside others, for the reports of errors', async () => {
    const asked = ['1', '2', '3'].map(async (id) => (await fetch(`${url}/scopes/${id}`)).json());
    expect(await Promise.all(asked)).toEqual([['1'], ['2'], ['3']]);
  });

  it('that is injected is recorded without a connection', async () => {
    await app.inject('/contacts/9');
    expect(answered).toMatchObject([{ route: '/contacts/:id', status: 200 }]);
  });
});
