import type { FastifyInstance, FastifyRequest } from 'fastify';

import { type Clock, systemClock } from '../clock.ts';
import type { CostLedger, CostRun } from '../cost/index.ts';
import type { RequestRecorder } from '../requests/request-recorder.ts';
import type { ErrorReports } from '../sentry/index.ts';

/** Options of {@link apmRequests}. */
export interface FastifyApmOptions {
  /** `apm.requests` of `register()`. */
  readonly requests: Pick<RequestRecorder, 'begin' | 'end'>;
  /** `apm.costs` of `register()`. Default: what requests cost is not booked. */
  readonly costs?: Pick<CostLedger, 'run' | 'assign'> | undefined;
  /**
   * `apm.errors` of `register()`: each request gets scopes of its own, so that breadcrumbs, users and tags of one
   * never reach the error report of another. Default: all requests share those of the process.
   */
  readonly errors?: Pick<ErrorReports, 'isolate'> | undefined;
  /** The tier that pays for a request, asked when it was let in. Default: all are `none`. */
  readonly tierOf?: (request: FastifyRequest) => string | undefined;
  /** Id of the workspace that asks, for its service level; asked when the answer was sent. Default: none. */
  readonly workspaceOf?: (request: FastifyRequest) => string | undefined;
  readonly clock?: Clock;
}

/** Status of a request whose client left before the answer, as nginx logs it. */
const clientClosedRequest = 499;

/**
 * Fastify plugin: counts, times and books every request by the pattern of its route. Register it before what
 * answers, with `await`.
 *
 * Whatever it is told to measure with must not throw; the instruments of this lib do not.
 *
 * @example await app.register(apmRequests, { requests: apm.requests, costs: apm.costs });
 */
export async function apmRequests(app: FastifyInstance, options: FastifyApmOptions): Promise<void> {
  const { requests, costs, errors, tierOf, workspaceOf, clock = systemClock } = options;

  app.addHook('onRequest', (request, reply, done) => {
    const start = (run?: CostRun): void => {
      const startedMs = clock.monotonicMs();
      // The connection is kept alive for other requests.
      const sentBefore = sentBytes(request);
      let isOpen = true;
      const end = (status: number): void => {
        if (!isOpen) return;
        isOpen = false;
        requests.end({
          method: request.method,
          route: routeOf(request),
          status,
          durationMs: clock.monotonicMs() - startedMs,
          workspace: workspaceOf?.(request),
        });
        run?.addEgressBytes(Math.max(0, sentBytes(request) - sentBefore));
      };
      requests.begin(request.method);
      // Not Fastify's onResponse, which is not called when the client leaves.
      reply.raw.once('finish', () => end(reply.raw.statusCode));
      reply.raw.once('close', () => end(clientClosedRequest));
      done();
    };
    const booked = (): void => {
      if (costs === undefined) start();
      else costs.run({ endpoint: endpointOf(request), tier: 'none' }, start, request.raw);
    };
    if (errors === undefined) booked();
    else errors.isolate(booked, request.raw);
  });

  if (costs !== undefined && tierOf !== undefined) {
    // After every onRequest hook, so that whoever lets requests in has done so.
    app.addHook('preParsing', (request, _reply, _payload, done) => {
      const tier = tierOf(request);
      if (tier !== undefined) costs.assign({ tier });
      done();
    });
  }
}

/** Fastify's own mark for a plugin that is not encapsulated, what `fastify-plugin` sets. */
Object.assign(apmRequests, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@unite/apm',
  [Symbol.for('plugin-meta')]: { name: '@unite/apm', fastify: '5.x' },
});

/** Absent for an address that is no route: paths that clients invent are endless. */
function routeOf({ is404, routeOptions }: FastifyRequest): string | undefined {
  return is404 ? undefined : routeOptions.url;
}

function endpointOf(request: FastifyRequest): string {
  return `${request.method} ${routeOf(request) ?? '(none)'}`;
}

/** Bytes that the connection of `request` has sent; an injected request has none. */
function sentBytes({ raw }: FastifyRequest): number {
  const { bytesWritten }: { bytesWritten?: number } = raw.socket;
  return bytesWritten ?? 0;
}
