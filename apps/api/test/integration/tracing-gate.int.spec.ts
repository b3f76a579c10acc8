import { createServer, type Server } from 'node:http';
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

describe('the latency that something adds', () => {
  /** Answers after so many milliseconds. */
  async function answeringIn(ms: number): Promise<Server> {
    const server = createServer((_, response) => void setTimeout(() => response.end(), ms));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  it('is found out', async () => {
    const servers = [await answeringIn(20), await answeringIn(10)] as const;
    const [one, other] = servers.map((server) => ({
      port: (server.address() as AddressInfo).port, // a TCP server
      headers: {},
    }));
    if (one === undefined || other === undefined) throw new Error('there is no server');
    const settings = { path: '/', rounds: 3, perRound: 10, ratePerSecond: 20 };
    const { addedPercent } = await addedLatency({ with: one, without: other }, settings);
    for (const server of servers) server.close().closeAllConnections();
    expect(addedPercent).toHaveLength(3);
    expect(median(addedPercent)).toBeGreaterThan(50);
  });
});
