import type { FastifyReply } from 'fastify';

/**
 * A signal that aborts when nobody waits for the answer any more.
 *
 * Not Fastify's `request.signal`: that listens to the request, which Node closes as soon as its
 * body has been read.
 */
export function callerSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('the caller is gone'));
  });
  return gone.signal;
}
