import { mayScrape } from '@unite/apm/metrics';

import type { Api } from '../api-instance.ts';
import { problems } from '../problems.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * Registers `/metrics` for Prometheus: with `token` only for who sends it as a bearer token, without one only
 * for this machine.
 */
export function metricsRoute(
  api: Api,
  { scrape }: Telemetry['metrics'],
  token: string | null,
): void {
  api.get(
    '/metrics',
    {
      schema: { hide: true },
      onRequest: async ({ headers: { authorization }, ip: address }) => {
        if (!mayScrape({ authorization, address }, token)) throw problems.unauthorized();
      },
    },
    async (request, reply) => {
      const { contentType, body } = await scrape(request.headers.accept);
      // A Buffer, because Fastify appends a charset to the type of text.
      return reply.type(contentType).header('cache-control', 'no-store').send(Buffer.from(body));
    },
  );
}
