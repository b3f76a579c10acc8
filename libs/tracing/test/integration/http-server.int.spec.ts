import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { systemClock } from '@unite/apm/delivery';

import {
  instrumentHttpServer,
  type HttpServerOptions,
} from '../../src/instrumentation/http-server.ts';
import { createRatio } from '../../src/sampling/ratio.ts';
import { createTracerProvider, type EndedSpan } from '../../src/tracer-provider.ts';

const spans: EndedSpan[] = [];
const { provider } = createTracerProvider({
  clock: systemClock,
  resource: {},
  share: createRatio(1),
  slowMs: 1000,
  buffer: { drop: () => undefined },
  keep: (ended) => void spans.push(...ended),
});
const instrument = (names: Pick<HttpServerOptions, 'traceIdHeader' | 'correlationIdHeader'> = {}) =>
  instrumentHttpServer({
    ...names,
    tracer: provider.getTracer('test'),
    onFault: (error) => {
      throw error;
    },
  });
/** How the server answers. */
let respond: RequestListener = (_request, answer) => void answer.end();
const server = createServer((request, answer) => respond(request, answer));
let url: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
});
afterAll(() => void server.close());

/** How many spans a request makes. */
async function spansOfRequest(): Promise<number> {
  spans.splice(0);
  await (await fetch(url, { headers: { connection: 'close' } })).text();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return spans.length;
}

describe('the instrumentation of servers', () => {
  it('can be stopped, and begun again for the same server', async () => {
    const counts: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const stop = instrument();
      counts.push(await spansOfRequest());
      stop();
      counts.push(await spansOfRequest());
    }
    expect(counts).toEqual([1, 0, 1, 0]);
  });

  it('makes one span of a request, also when it was begun twice', async () => {
    const stops = [instrument(), instrument()];
    expect(await spansOfRequest()).toBe(1);
    for (const stop of stops) stop();
  });
});

describe('the headers of an answer', () => {
  it('have the names that were asked for, however they are written', async () => {
    respond = (_request, answer) => void answer.writeHead(200, { 'X-ORDER': 'mine' }).end();
    const stop = instrument({ traceIdHeader: 'X-Trace', correlationIdHeader: 'X-Order' });
    const { headers } = await fetch(url, { headers: { 'x-order': 'order-4711' } });
    respond = (_request, answer) => void answer.end();
    const second = await fetch(url, { headers: { 'x-order': 'order-4711' } });
    stop();
    expect(headers.get('x-trace')).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get('x-order')).toBe('mine');
    expect(second.headers.get('x-order')).toBe('order-4711');
  });

  const ways: Readonly<Record<string, RequestListener>> = {
    'its end alone': (_request, answer) => void answer.end(),
    'headers that were set': (_request, answer) => void answer.setHeader('a', '1').end(),
    'its head': (_request, answer) => void answer.writeHead(200, { a: '1' }).end(),
    'its head and a reason': (_request, answer) =>
      void answer.writeHead(200, 'Fine', { a: '1' }).end(),
    'its head as a list': (_request, answer) => void answer.writeHead(200, ['a', '1']).end(),
    both: (_request, answer) => void answer.setHeader('b', '1').writeHead(200, { a: '1' }).end(),
  };

  it.each(Object.entries(ways))('name the trace where the app writes %s', async (_, listener) => {
    respond = listener;
    const stop = instrument();
    const { headers } = await fetch(url, { headers: { 'x-request-id': 'order-4711' } });
    stop();
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get('x-request-id')).toBe('order-4711');
    expect(headers.has('a')).toBe(listener !== ways['its end alone']);
  });

  it.each<[string, RequestListener]>([
    ['sets', (_request, answer) => void answer.setHeader('X-Trace-Id', 'own').end()],
    ['writes', (_request, answer) => void answer.writeHead(200, { 'X-Trace-Id': 'own' }).end()],
  ])('are those that the app %s, once', async (_, listener) => {
    respond = listener;
    const stop = instrument();
    const { headers } = await fetch(url);
    stop();
    expect(headers.get('x-trace-id')).toBe('own');
  });

  it('are written after a head that could not be', async () => {
    respond = (_request, answer) => {
      try {
        answer.writeHead(200, { a: 'broken\n' });
      } catch {
        answer.writeHead(500);
      }
      answer.end();
    };
    const stop = instrument();
    const { status, headers } = await fetch(url);
    stop();
    expect([status, headers.has('x-trace-id')]).toEqual([500, true]);
  });
});
