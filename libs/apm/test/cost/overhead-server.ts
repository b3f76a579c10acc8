// Fastify with one route. usage: fork overhead-server.ts none|ledger; speaks over the IPC channel.
import fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { createCostLedger } from '../../src/cost/index.ts';

const app = fastify();
app.get('/hello', () => Promise.resolve({ hello: 'world' }));

if (process.argv[2] === 'ledger') {
  const ledger = createCostLedger({
    priceBooks: [
      {
        version: 'test',
        validFrom: '2020-01-01',
        currency: 'EUR',
        vcpuHour: 0.04,
        databaseSecond: 0,
        redisMillionOperations: 0,
        egressGigabyte: 0,
        ai: {},
      },
    ],
  });
  app.addHook('onRequest', (request, _reply, done) => {
    ledger.run({ endpoint: request.routeOptions.url ?? '', tier: 'pro' }, done);
  });
}

function usedUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

await app.listen({ port: 0, host: '127.0.0.1' });
// Listening on a port, it has an address with one.
const { port } = app.server.address() as AddressInfo;
process.on('message', () => void process.send?.({ usedUs: usedUs() }));
process.on('disconnect', () => process.exit());
process.send?.({ port });
