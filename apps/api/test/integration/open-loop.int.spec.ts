import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { percentile } from '@unite/gate';

import { runOpenLoop } from '../open-loop.ts';

describe('the measurement of response times', () => {
  let server: Server;
  const measure = async (listener: RequestListener) => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A listening TCP server has such an address.
    const { port } = server.address() as AddressInfo;
    return runOpenLoop({
      port,
      headers: {},
      ratePerSecond: 100,
      durationMs: 1_000,
      request: () => ({ method: 'GET', path: '/', expect: 200 }),
    });
  };
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('sees a delay of 300 ms that one request in ten has', async () => {
    let serial = 0;
    const { latenciesMs } = await measure((_request, response) => {
      serial += 1;
      setTimeout(() => response.end(), serial % 10 === 0 ? 300 : 0);
    });
    expect(latenciesMs).toHaveLength(100);
    expect(percentile(latenciesMs, 0.95)).toBeGreaterThanOrEqual(299);
  });

  it('sees a stall in every request that was due while it lasted', async () => {
    let stalled = false;
    const { latenciesMs } = await measure((_request, response) => {
      if (!stalled) {
        stalled = true;
        const until = performance.now() + 500;
        while (performance.now() < until);
      }
      response.end();
    });
    expect(latenciesMs.filter((ms) => ms > 100).length).toBeGreaterThan(30);
  });

  it('reports every answer that is not the expected one', async () => {
    const { faults } = await measure((_request, response) => {
      response.statusCode = 503;
      response.end();
    });
    expect(faults).toEqual({ 503: 100 });
  });
});
