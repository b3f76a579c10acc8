import type { FastifyReply } from 'fastify';

import type { Api } from '../api-instance.ts';
import type { HealthState } from './health.ts';
import { type Health, healthSchema } from './health-schemas.ts';

const content = { 'application/health+json': { schema: healthSchema } };
const tags = ['health'];

/**
 * Registers `/livez` (the event loop turns), `/readyz` (this instance can serve) and `/healthz`
 * (the same checks by name). None needs a key; none names a host or a version.
 */
export function healthRoutes(api: Api, health: HealthState): void {
  api.get(
    '/livez',
    {
      schema: {
        operationId: 'live',
        summary: 'Is the process alive',
        tags,
        security: [],
        response: { 200: { description: 'It is.', content } },
      },
    },
    async (_request, reply) => answer(reply, { status: 'pass' }),
  );

  api.get(
    '/readyz',
    {
      schema: {
        operationId: 'ready',
        summary: 'Should this instance get traffic',
        tags,
        security: [],
        response: {
          200: { description: 'It should.', content },
          503: { description: 'It should not.', content },
        },
      },
    },
    async (_request, reply) => answer(reply, { status: (await health.readiness()).status }),
  );

  api.get(
    '/healthz',
    {
      schema: {
        operationId: 'health',
        summary: 'Readiness with the checks behind it',
        tags,
        security: [],
        response: {
          200: { description: 'It can serve; `warn` means without something optional.', content },
          503: { description: 'It cannot serve.', content },
        },
      },
    },
    async (_request, reply) => answer(reply, await health.readiness()),
  );
}

/** A Buffer, because Fastify appends a charset to what it serialises itself. */
function answer(reply: FastifyReply, health: Health): FastifyReply {
  return reply
    .code(health.status === 'fail' ? 503 : 200)
    .header('cache-control', 'no-store')
    .type('application/health+json')
    .send(Buffer.from(JSON.stringify(health)));
}
