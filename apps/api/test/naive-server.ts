import { setTimeout as delay } from 'node:timers/promises';

import Fastify from 'fastify';

// What most services do at SIGTERM, as the negative control of the drain: close at once.
const server = Fastify({ return503OnClosing: process.env['ANSWER_503'] === 'true' });
server.get('/readyz', async () => ({ status: 'pass' }));
server.get('/work', async () => {
  await delay(20 + (performance.now() % 60));
  return {};
});
process.once('SIGTERM', () => void server.close());
void server.listen({ host: '127.0.0.1', port: Number(process.env['UNITE_API_PORT']) });
