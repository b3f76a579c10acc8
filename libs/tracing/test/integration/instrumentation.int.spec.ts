import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { suppressTracing } from '@opentelemetry/core';
import { type RedisServer, startRedis } from '@unite/stack';
import Fastify, { type FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';

import { systemClock } from '@unite/apm/delivery';
import { instrumentFastify } from '../../src/instrumentation/fastify.ts';
import { instrumentHttpClient } from '../../src/instrumentation/http-client.ts';
import { instrumentHttpServer } from '../../src/instrumentation/http-server.ts';
import { instrumentIoredis } from '../../src/instrumentation/ioredis.ts';
import { instrumentUndici } from '../../src/instrumentation/undici.ts';
import { createPropagator } from '../../src/propagation/propagator.ts';
import { createRatio } from '../../src/sampling/ratio.ts';
import { createTracerProvider, type EndedSpan } from '../../src/tracer-provider.ts';

const spans: EndedSpan[] = [];
const faults: unknown[] = [];
const undo: (() => void)[] = [];
let redisServer: RedisServer;
let redis: Redis;
let app: FastifyInstance;
let url: string;
/** Headers that the service behind the service has seen. */
const seen: IncomingMessage['headers'][] = [];
const behind = createServer((request, answer) => {
  seen.push(request.headers);
  if (request.url === '/behind/broken') return void answer.destroy();
  answer.statusCode = request.url === '/behind/missing' ? 404 : 200;
  answer.end('ok');
});
let behindUrl: string;

beforeAll(async () => {
  const { provider } = createTracerProvider({
    clock: systemClock,
    resource: { 'service.name': 'test' },
    share: createRatio(1),
    slowMs: 1000,
    buffer: { drop: () => undefined },
    keep: (ended) => void spans.push(...ended),
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(createPropagator());
  behind.listen(0, '127.0.0.1');
  await once(behind, 'listening');
  behindUrl = `http://127.0.0.1:${(behind.address() as { port: number }).port}/behind`;
  const onFault = (error: unknown) => void faults.push(error);
  const tracer = trace.getTracer('test');
  const calls = { tracer, onFault, propagateTo: ({ href }: URL) => href.startsWith(behindUrl) };
  undo.push(
    instrumentHttpServer({
      tracer,
      onFault,
      isIgnored: ({ url: path = '' }) => path === '/livez' || /^\/(behind|else)/.test(path),
    }),
    instrumentFastify(onFault),
    instrumentHttpClient(calls),
    instrumentUndici(calls),
    instrumentIoredis({ tracer, onFault }),
  );
  const started = await startRedis();
  if (!('url' in started)) throw new Error('there is no Redis server on this machine');
  redisServer = started;
  redis = new Redis(redisServer.url, { lazyConnect: true });
  app = Fastify();
  app.get('/livez', () => 'ok');
  app.get('/contacts/:id', async () => {
    await redis.get('key');
    return 'found';
  });
  app.get('/fetches', async () => {
    const headers = { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` };
    await (await fetch(`${behindUrl}/there?secret=1`, { headers })).text();
    return 'ok';
  });
  app.get('/gets', async () => {
    await text(`${behindUrl}/there`);
    return 'ok';
  });
  const headers = { 'X-Request-ID': 'of-the-caller' };
  app.get('/named-fetches', async () => (await fetch(`${behindUrl}/there`, { headers })).text());
  app.get('/named-gets', () => text(`${behindUrl}/there`, headers));
  app.get('/elsewhere', async () => (await fetch(`${new URL(behindUrl).origin}/else`)).text());
  app.get('/missing', async () => (await fetch(`${behindUrl}/missing`)).text());
  app.get('/breaks', async () => (await fetch(`${behindUrl}/broken`)).text());
  app.get('/throws', async () => {
    throw new TypeError('ada@example.org');
  });
  app.get(
    '/guarded',
    {
      async onRequest(_request, reply) {
        reply.code(401);
        throw new RangeError('no key');
      },
    },
    () => 'ok',
  );
  app.get('/slow', () => delay(5000, 'late', { ref: false }));
  app.get('/untraced', () =>
    context.with(suppressTracing(context.active()), async () => {
      await (await fetch(behindUrl)).text();
      await redis.get('key');
      return 'ok';
    }),
  );
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  for (const end of undo) end();
  await app.close();
  redis.disconnect();
  await redisServer.close();
  behind.close();
  for (const api of [trace, context, propagation]) api.disable();
});
beforeEach(() => {
  spans.splice(0);
  seen.splice(0);
});
afterEach(() => expect(faults).toEqual([]));

/** By `node:http`, outside of any trace of its own, as the tests' requests are. */
function text(address: string, headers = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = get(address, { headers }, async (answer) =>
      resolve(Buffer.concat(await answer.toArray()).toString()),
    );
    sent.once('error', reject);
  });
}

/** Asks the app for a path and waits for the spans of the answer. */
async function ask(
  path: string,
): Promise<{ readonly answer: Response; readonly own: EndedSpan[] }> {
  const answer = await context.with(suppressTracing(context.active()), () => fetch(url + path));
  await answer.text();
  const id = answer.headers.get('x-trace-id');
  const own = () => spans.filter((span) => span.spanContext().traceId === id);
  for (let n = 0; n < 100 && own().length === 0; n += 1) await delay(5);
  return { answer, own: own() };
}

const namesOf = (own: readonly EndedSpan[]) => own.map(({ name }) => name);

describe('a request', () => {
  it('is one span that is called after its route, and whose trace stands in the answer', async () => {
    await redis.get('warm');
    const { own } = await ask('/contacts/5?email=ada@example.org');
    expect(namesOf(own)).toEqual(['GET', 'GET /contacts/:id']);
    const [command, request] = own;
    expect(request).toMatchObject({
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/contacts/:id',
        'http.response.status_code': 200,
        'url.path': '/contacts/5',
      },
    });
    expect(command?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(command?.attributes).toMatchObject({
      'db.system.name': 'redis',
      'db.operation.name': 'GET',
    });
  });

  it('that fails is an error of a type, without its words', async () => {
    const { own } = await ask('/throws');
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'TypeError', 'http.response.status_code': 500 },
    });
    expect(JSON.stringify([own[0]?.attributes, own[0]?.events])).not.toContain('ada');
  });

  it('that is refused before its handler is called after its route, too', async () => {
    const { own } = await ask('/guarded');
    expect(namesOf(own)).toEqual(['GET /guarded']);
    expect(own[0]?.attributes).toMatchObject({
      ...{ 'http.route': '/guarded', 'http.response.status_code': 401 },
      'error.type': 'RangeError',
    });
  });

  it('that no route answers is called after its method alone', async () => {
    const { own } = await ask('/nothing/here');
    expect(namesOf(own)).toEqual(['GET']);
    expect(own[0]?.attributes).not.toHaveProperty('http.route');
  });

  it('that is ignored makes no span', async () => {
    expect((await ask('/livez')).own).toEqual([]);
  });

  it('whose client leaves ends without a status', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
    await delay(50);
    socket.destroy();
    for (let n = 0; n < 100 && spans.length === 0; n += 1) await delay(5);
    expect(spans[0]?.attributes).toMatchObject({ 'error.type': 'client_disconnected' });
    expect(spans[0]?.status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('an outgoing request', () => {
  it.each(['/fetches', '/gets'])('of %s is one span, and tells its server of it', async (path) => {
    const { own } = await ask(path);
    expect(own.map(({ kind }) => kind)).toEqual([SpanKind.CLIENT, SpanKind.SERVER]);
    const call = own[0];
    expect(call?.attributes).toMatchObject({
      'url.full': `${behindUrl}/there`,
      'server.address': '127.0.0.1',
      'http.response.status_code': 200,
    });
    const { traceId, spanId } = call?.spanContext() ?? {};
    // The caller's own traceparent is replaced: two of them are none.
    expect(seen[0]?.['traceparent']).toBe(`00-${traceId}-${spanId}-03`);
  });

  it.each(['/fetches', '/gets'])('of %s tells its server the correlation id', async (path) => {
    const { answer } = await ask(path);
    expect(seen[0]?.['x-request-id']).toBe(answer.headers.get('x-request-id'));
  });

  it.each(['/named-fetches', '/named-gets'])('of %s keeps what its caller names', async (path) => {
    await ask(path);
    expect(seen[0]?.['x-request-id']).toBe('of-the-caller');
  });

  it('of nobody who is told of traces tells nothing of the request', async () => {
    await ask('/elsewhere');
    expect(seen[0]).not.toHaveProperty('traceparent');
    expect(seen[0]).not.toHaveProperty('x-request-id');
  });

  it('that is refused is an error with its status', async () => {
    const { own } = await ask('/missing');
    expect(own[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': '404', 'http.response.status_code': 404 },
    });
  });

  it('that breaks off is an error with its code', async () => {
    const { own } = await ask('/breaks');
    expect(own[0]?.attributes).toMatchObject({ 'error.type': 'UND_ERR_SOCKET' });
  });

  it('of telemetry itself makes no span and carries no trace', async () => {
    const { own } = await ask('/untraced');
    expect(namesOf(own)).toEqual(['GET /untraced']);
    expect(seen[0]).not.toHaveProperty('traceparent');
  });
});

describe('a command to Redis', () => {
  it('given before the connection stands is one span, without the greeting', async () => {
    const own = new Redis(redisServer.url, { lazyConnect: true });
    await trace.getTracer('test').startActiveSpan('job', async (span) => {
      await own.get('secret key');
      await own.info();
      span.end();
    });
    own.disconnect();
    expect(namesOf(spans)).toEqual(['GET', 'INFO', 'job']);
    expect(JSON.stringify(spans[0]?.attributes)).not.toContain('secret');
  });

  it('that fails is an error', async () => {
    await trace.getTracer('test').startActiveSpan('job', async (span) => {
      await expect(redis.call('NONSENSE')).rejects.toThrow();
      span.end();
    });
    expect(spans[0]).toMatchObject({ name: 'NONSENSE', status: { code: SpanStatusCode.ERROR } });
  });

  it('in a transaction is one span like any other', async () => {
    await trace.getTracer('test').startActiveSpan('job', async (span) => {
      await redis.multi().set('a', '1').get('a').exec();
      span.end();
    });
    expect(namesOf(spans).toSorted()).toEqual(['EXEC', 'GET', 'MULTI', 'SET', 'job']);
  });
});
