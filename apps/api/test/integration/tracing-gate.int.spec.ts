import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { median } from '@unite/gate';

import { addedLatency } from '../added-latency.ts';
import { openLoadedService } from '../loaded-service.ts';
import { traceFaults } from '../trace-faults.ts';

jest.setTimeout(60_000);

const request = () => ({ method: 'GET', path: '/api/contacts?limit=1', expect: 200 });

describe('the trace of every request', () => {
  it('is there', async () => {
    await using service = await openLoadedService({ contacts: 10, env: {} });
    expect(await traceFaults(service, 40, request)).toEqual([]);
  });

  it('is missed where nothing is traced', async () => {
    await using service = await openLoadedService({ contacts: 10, env: { TRACING: 'off' } });
    expect(await traceFaults(service, 40, request)).toHaveLength(40);
  });
});

describe('what tracing adds to the median latency', () => {
  it('is seen where a server takes twice as long as the other', async () => {
    await using slow = await openAnswering(20);
    await using fast = await openAnswering(10);
    const { addedPercent } = await addedLatency(
      { with: slow, without: fast },
      { path: '/', rounds: 3, perRound: 10, warmRequests: 5 },
    );
    expect(addedPercent).toHaveLength(3);
    // Timers fire late on a busy machine, those of both servers.
    expect(median(addedPercent)).toBeGreaterThan(25);
  });
});

/** A server that answers after `ms` milliseconds. */
async function openAnswering(ms: number) {
  const server = createServer((_request, answer) => void setTimeout(() => answer.end(), ms));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    ...{ port, headers: {} },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
