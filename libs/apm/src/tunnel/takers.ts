import { earlyErrors, type EarlyError } from './early-error.ts';
import type { Forward } from './forwarder.ts';
import { createHeldErrors } from './held-errors.ts';
import { parseReport } from './parse-report.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRecentIds } from './recent-ids.ts';
import { rumForwardUrl } from './rum-forward.ts';
import { readEnvelopeHeader } from './sentry-envelope.ts';
import type { ResolvedTunnelOptions } from './tunnel-options.ts';

/** What a request to the tunnel can be. */
export type RequestKind = 'envelope' | 'rum' | 'report';

/** Takes the body of a request, and says with which status it is answered. */
export type Taker = (bytes: Uint8Array<ArrayBuffer>, request: Request) => number;

/** Enough to know an event that came by two ways; each takes about 100 bytes. */
const maxRecentEvents = 20_000;

/** What checks each kind of body and passes it on. */
export interface Takers extends Readonly<Record<RequestKind, Taker>> {
  /** Tells the early errors that wait for their envelopes. */
  release(): void;
}

/** @param send false when there is no room */
export function createTakers(
  options: ResolvedTunnelOptions,
  send: (forward: Forward) => boolean,
): Takers {
  const { sentry, rum, pageLoads, scrub, workspaceOf, clock, earlyErrorHoldMs } = options;
  const told = createRecentIds(maxRecentEvents);
  const tellEarlyError = countingEarlyErrors(options);
  const held = createHeldErrors({
    clock,
    holdMs: earlyErrorHoldMs,
    tell: (error) => {
      if (tellEarlyError(error)) told.add(error.eventId);
    },
  });
  const dropped = options.meter.createCounter('browser.error.dropped', {
    description: 'Errors that pages counted and did not tell.',
    unit: '{error}',
  });
  return {
    envelope(body, request) {
      const header = readEnvelopeHeader(body);
      if (header === undefined) return 400;
      if (header.project.url !== sentry?.url || header.project.key !== sentry.key) return 403;
      // Its page was hidden meanwhile, and a report has told it; or the first answer was lost.
      if (header.eventId !== undefined && told.has(header.eventId)) return 202;
      const url = `${sentry.url}?sentry_key=${sentry.key}&sentry_version=7`;
      const headers = passedOn(request, 'application/x-sentry-envelope');
      if (!send({ kind: 'errors', url, headers, body })) return 429;
      if (header.eventId !== undefined) {
        told.add(header.eventId);
        held.forget(header.eventId);
      }
      return 202;
    },
    rum(body, request) {
      const url = rum && rumForwardUrl(new URL(request.url).searchParams, rum);
      if (url === undefined) return 403;
      const headers = passedOn(request, 'text/plain;charset=UTF-8');
      return send({ kind: 'rum', url, headers, body }) ? 202 : 429;
    },
    report(body, request) {
      const report = parseReport(new TextDecoder().decode(body));
      if (report === undefined) return 400;
      const isRepeated = pageLoads?.join(report) === 'repeated';
      if (!isRepeated && report.dropped > 0) dropped.add(report.dropped);
      const context = { scrub, nowMs: clock.now(), workspace: workspaceOf(request) };
      // Also of a repeated one: a document out of the browser's cache begins its reports anew.
      for (const error of earlyErrors(report, context)) {
        if (!told.has(error.eventId)) held.hold(error);
      }
      return 202;
    },
    release: held.release,
  };
}

/** Datadog reads browser and device out of the `User-Agent`. No address, cookie or token is passed on. */
function passedOn({ headers }: Request, contentType: string): Readonly<Record<string, string>> {
  const agent = headers.get('user-agent');
  return { 'content-type': contentType, ...(agent !== null && { 'user-agent': agent }) };
}

/** Tells an error to the application; false when there are so many that a flood must be behind it. */
function countingEarlyErrors({
  meter,
  clock,
  maxPerSecond,
  onEarlyError,
}: ResolvedTunnelOptions): (error: EarlyError) => boolean {
  const admit = createRateLimit(maxPerSecond, clock);
  const early = meter.createCounter('browser.error.early', {
    description: 'Errors that only the reports of pages told, by kind and by what became of them.',
    unit: '{error}',
  });
  return (error) => {
    const isAdmitted = admit();
    let outcome = isAdmitted ? 'taken' : 'limited';
    try {
      if (isAdmitted) onEarlyError(error);
    } catch {
      // Telemetry must not fail the request; the count says that it happened.
      outcome = 'failed';
    }
    early.add(1, { 'browser.error.kind': error.kind, 'browser.error.outcome': outcome });
    return isAdmitted;
  };
}
