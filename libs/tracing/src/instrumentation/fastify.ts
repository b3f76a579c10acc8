import type { IncomingMessage } from 'node:http';

import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';

import { listen } from './channels.ts';
import { errorTypeOf } from './error-type.ts';
import { nameRoute, spanOfRequest } from './http-server.ts';

/** What Fastify 5 tells of a request that has reached its handler (lib/handle-request.js). */
interface FastifyMessage {
  readonly request: { readonly raw: IncomingMessage };
  readonly route: { readonly url: string };
  readonly error?: unknown;
}

/**
 * Names the spans of requests after the route that answers, and notes what a handler has thrown.
 * @returns stops it
 */
export function instrumentFastify(onFault: (error: unknown) => void): () => void {
  return listen(
    {
      'tracing:fastify.request.handler:start': ({ request, route }: FastifyMessage) =>
        nameRoute(request.raw, route.url),
      'tracing:fastify.request.handler:error'({ request, error }: FastifyMessage) {
        spanOfRequest(request.raw)?.setAttribute(ATTR_ERROR_TYPE, errorTypeOf(error));
      },
    },
    onFault,
  );
}
