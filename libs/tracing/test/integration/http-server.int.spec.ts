import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { systemClock } from '@unite/apm/delivery';

import { instrumentHttpServer } from '../../src/instrumentation/http-server.ts';
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
const instrument = () =>
  instrumentHttpServer({
    tracer: provider.getTracer('test'),
    onFault: (error) => {
      throw error;
    },
  });
const server = createServer((_request, answer) => answer.end());
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
