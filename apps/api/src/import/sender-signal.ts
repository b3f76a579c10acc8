import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * A signal that aborts when nobody waits for the answer any more or the time of the route is up.
 *
 * Fastify's own `request.signal` also aborts when a body has been read to its end: Node closes
 * the request then, and that is what Fastify listens to.
 */
export function senderSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the sender is gone'));
  });
  request.signal.addEventListener('abort', () => {
    if (!request.raw.complete) controller.abort(request.signal.reason);
  });
  return controller.signal;
}
