import { metrics, type Meter } from '@opentelemetry/api';

import { systemClock, type Clock } from '../clock.ts';
import { ApmError } from '../errors.ts';
import { systemRandom, type Random } from '../random.ts';
import type { EarlyError } from './early-error.ts';
import type { PageLoads } from './page-loads.ts';
import type { RumIntake } from './rum-forward.ts';
import { parseDsn, type SentryProject } from './sentry-envelope.ts';

/** Options of {@link createTunnel}. */
export interface TunnelOptions {
  /** The one Sentry project that envelopes may go to. Default: envelopes are refused. */
  readonly sentry?: { readonly dsn: string };
  /** The one RUM application that batches may come from. Default: batches are refused. */
  readonly rum?: RumIntake;
  /** Joins what pages report with what was served. Default: reports are read for their errors alone. */
  readonly pageLoads?: PageLoads;
  /**
   * Called with each error that a report told and no envelope did, e.g. with
   * `(error) => apm.errors?.captureEvent(earlyErrorEvent(error))`. What it throws is counted. Default: none.
   */
  readonly onEarlyError?: (error: EarlyError) => void;
  /**
   * Reads the workspace out of a report's request, e.g. out of its session; each early error carries it. It
   * must not throw. Default: none.
   */
  readonly workspaceOf?: (request: Request) => string | undefined;
  /**
   * Milliseconds that an early error waits for its envelope, which says more, before `onEarlyError` is
   * called. Default: 5000, in which a page that is still open has loaded its Sentry client.
   */
  readonly earlyErrorHoldMs?: number;
  /** Takes secrets and personal data out of the texts of early errors. Default: they stay as they are. */
  readonly scrub?: (text: string) => string;
  /**
   * Requests of each kind in a second, and early errors, with bursts of ten times as many. More requests
   * get 429, more errors are counted as limited. Default: 200.
   */
  readonly maxPerSecond?: number;
  /** Milliseconds until a backend that does not answer is given up and tried again later. Default: 3000. */
  readonly timeoutMs?: number;
  /** Bytes that wait for backends; over it, RUM batches go first. Default: 8,388,608. */
  readonly maxQueuedBytes?: number;
  /** Requests to backends at the same time. Default: 8. */
  readonly maxConcurrent?: number;
  /** Default: the global meter provider's. */
  readonly meter?: Meter;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Options with every default filled in. */
export type ResolvedTunnelOptions = Readonly<
  Omit<TunnelOptions, 'sentry'> &
    Required<Omit<TunnelOptions, 'sentry' | 'rum' | 'pageLoads'>> & {
      sentry?: SentryProject;
    }
>;

/**
 * Checks the options.
 * @throws {ApmError} APM_CONFIG_INVALID, naming all faults
 */
export function resolveTunnelOptions(options: TunnelOptions): ResolvedTunnelOptions {
  const { sentry, rum, maxPerSecond = 200, timeoutMs = 3000 } = options;
  const { maxQueuedBytes = 8_388_608, maxConcurrent = 8, earlyErrorHoldMs = 5000 } = options;
  const project = sentry && parseDsn(sentry.dsn);
  const isOrigin =
    rum === undefined || (URL.canParse(rum.origin) && new URL(rum.origin).origin === rum.origin);
  const faults = [
    sentry && !project && 'sentry.dsn is not of the form https://key@host/project',
    !isOrigin &&
      `rum.origin is ${rum.origin}, not an origin such as https://browser-intake-datadoghq.com`,
    rum && !/^[\w-]{1,100}$/.test(rum.clientToken) && 'rum.clientToken is not a client token',
    ...Object.entries({
      maxPerSecond,
      timeoutMs,
      maxQueuedBytes,
      maxConcurrent,
      earlyErrorHoldMs,
    }).map(([name, value]) => !(value > 0) && `${name} is ${value}, not a number above 0`),
  ].filter((fault) => typeof fault === 'string');
  if (faults.length > 0)
    throw new ApmError('APM_CONFIG_INVALID', `The tunnel: ${faults.join('; ')}.`);
  return {
    ...(project && { sentry: project }),
    ...(rum && { rum }),
    ...(options.pageLoads && { pageLoads: options.pageLoads }),
    onEarlyError: options.onEarlyError ?? (() => undefined),
    workspaceOf: options.workspaceOf ?? (() => undefined),
    scrub: options.scrub ?? ((text) => text),
    maxPerSecond,
    timeoutMs,
    maxQueuedBytes,
    maxConcurrent,
    earlyErrorHoldMs,
    meter: options.meter ?? metrics.getMeter('@unite/apm'),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    fetch: options.fetch ?? globalThis.fetch,
  };
}
