import { createForwarder, type ForwardStats } from './forwarder.ts';
import { createRateLimit } from './rate-limit.ts';
import { readBody } from './read-body.ts';
import { isSameOrigin } from './same-origin.ts';
import { createTakers, type RequestKind, type Takers } from './takers.ts';
import {
  resolveTunnelOptions,
  type ResolvedTunnelOptions,
  type TunnelOptions,
} from './tunnel-options.ts';

/** The server's end of the telemetry of its pages. */
export interface Tunnel {
  /**
   * Answers a request of a page: 202 as soon as its body is read and checked, whatever the backends do.
   * Refuses with 400, 403, 405, 408, 413, 415 or 429, and an empty body. Never rejects.
   */
  handle(request: Request): Promise<Response>;
  /** What became of the envelopes and batches. */
  stats(): ForwardStats;
  /** Tells the early errors and forwards what waits, for at most `deadlineMs`. Default: 5000. */
  close(deadlineMs?: number): Promise<void>;
}

/** An event as Sentry takes it uncompressed; RUM flushes at 16 KiB; beacons have 64 KiB together. */
const maxBytes: Readonly<Record<RequestKind, number>> = {
  envelope: 1_000_000,
  rum: 262_144,
  report: 65_536,
};
const bodyTimeoutMs = 10_000;
/** `text/plain` is what browsers put to a body that is a string. */
const contentTypes = /^(text\/plain|application\/(x-sentry-envelope|json))\s*(;|$)/i;

/**
 * Makes the one path on your own origin that all telemetry of a page goes through: Sentry envelopes and RUM
 * batches, which are forwarded in the background, and the reports of `@unite/apm/browser`. Cookies, tokens,
 * addresses: nothing that a request carries beside its body and its `User-Agent` is passed on.
 * @throws {ApmError} APM_CONFIG_INVALID
 */
export function createTunnel(given: TunnelOptions = {}): Tunnel {
  const options = resolveTunnelOptions(given);
  const { meter } = options;
  const forwarder = createForwarder(options);
  const takers = createTakers(options, forwarder.send);
  const answer = createAnswer(options, takers);
  const requests = meter.createCounter('browser.tunnel.requests', {
    description: 'Requests of pages to the tunnel, by what they are and how they were answered.',
    unit: '{request}',
  });
  observeForwards(options, forwarder.stats);
  return {
    async handle(request) {
      const kind = kindOf(new URL(request.url).searchParams);
      const status = await answer(request, kind);
      requests.add(1, {
        'browser.tunnel.kind': kind ?? 'unknown',
        'http.response.status_code': status,
      });
      return new Response(null, {
        status,
        headers: {
          'cache-control': 'no-store',
          ...(status === 405 && { allow: 'POST' }),
          ...(status === 429 && { 'retry-after': '10' }),
        },
      });
    },
    stats: forwarder.stats,
    close(deadlineMs = 5000) {
      takers.release();
      return forwarder.close(deadlineMs);
    },
  };
}

function createAnswer(
  { clock, maxPerSecond }: ResolvedTunnelOptions,
  takers: Takers,
): (request: Request, kind: RequestKind | undefined) => Promise<number> {
  const admit = {
    envelope: createRateLimit(maxPerSecond, clock),
    rum: createRateLimit(maxPerSecond, clock),
    report: createRateLimit(maxPerSecond, clock),
  };
  return async (request, kind) => {
    if (request.method !== 'POST') return 405;
    if (!isSameOrigin(request)) return 403;
    if (kind === undefined) return 400;
    const type = request.headers.get('content-type');
    if (type !== null && !contentTypes.test(type)) return 415;
    if (!admit[kind]()) return 429;
    const limits = { maxBytes: maxBytes[kind], timeoutMs: bodyTimeoutMs, clock };
    const body = await readBody(request, limits);
    if (body.kind === 'read') return takers[kind](body.bytes, request);
    return { 'too-large': 413, 'too-slow': 408, broken: 400 }[body.kind];
  };
}

/** The query says what a request is; RUM's own is `ddforward`. */
function kindOf(query: URLSearchParams): RequestKind | undefined {
  if (query.has('ddforward')) return 'rum';
  if (query.has('envelope')) return 'envelope';
  return query.has('report') ? 'report' : undefined;
}

function observeForwards({ meter }: ResolvedTunnelOptions, stats: () => ForwardStats): void {
  const delivered = meter.createObservableCounter('browser.tunnel.delivered', {
    description: 'Envelopes and batches that backends took.',
    unit: '{request}',
  });
  const dropped = meter.createObservableCounter('browser.tunnel.dropped', {
    description: 'Envelopes and batches that were given up, by reason.',
    unit: '{request}',
  });
  const queued = meter.createObservableGauge('browser.tunnel.queued', {
    description: 'Envelopes and batches that wait for their backend.',
    unit: '{request}',
  });
  meter.addBatchObservableCallback(
    (result) => {
      const now = stats();
      result.observe(delivered, now.delivered);
      result.observe(queued, now.queued);
      for (const [reason, count] of Object.entries(now.dropped)) {
        result.observe(dropped, count, { reason });
      }
    },
    [delivered, dropped, queued],
  );
}
