import { hostname } from 'node:os';
import type { Agent } from 'node:http';

import { metrics, type Meter } from '@opentelemetry/api';
import { getEnvelopeEndpointWithUrlEncodedAuth, makeDsn } from '@sentry/core';

import { systemClock, type Clock } from '../clock.ts';
import { ApmError } from '../errors.ts';
import { systemRandom, type Random } from '../random.ts';
import { createScrubber, type Scrubber } from '../scrub/index.ts';
import type { BeforeSend } from './outgoing-event.ts';

/** Options of `createErrorReports`. */
export interface ErrorReportsOptions {
  /** Address of the Sentry project, `https://<key>@<host>/<project>`. */
  readonly dsn: string;
  /** E.g. `production`. */
  readonly environment: string;
  /** Version of the program. Default: none, and Sentry cannot tell which release brought an error. */
  readonly release?: string | undefined;
  /** Name of this machine. Default: its host name. */
  readonly serverName?: string | undefined;
  /**
   * Key of the HMAC that stands for ids of users and workspaces, at least 16 characters. Another salt makes
   * other people of them.
   */
  readonly salt: string;
  /** Where events wait on disk. Default: none, and what has not arrived is lost with the process. */
  readonly spool?: ErrorSpoolOptions | undefined;
  /** Bytes that wait in memory where the disk cannot be used; the oldest give way. Default: 8,388,608 (8 MiB). */
  readonly maxMemoryBytes?: number | undefined;
  /** Breadcrumbs of one event; the newest are kept. Default: 50. */
  readonly maxBreadcrumbs?: number | undefined;
  /** Changes an event before it is scrubbed; null gives it up. When it throws, the event goes as it is. */
  readonly beforeSend?: BeforeSend | undefined;
  /** Default: one with room for a whole event. */
  readonly scrubber?: Scrubber | undefined;
  /** A request without an answer is given up after so many milliseconds, 100 to 5000. Default: 3000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Requests at once to an endpoint that answers, 1 to 32. Also the number of events that can arrive twice when
   * the process is killed. Default: 8.
   */
  readonly maxInFlight?: number | undefined;
  /** For proxies and own certificates. Default: an agent that keeps connections open. */
  readonly agent?: Agent | undefined;
  /** Default: the global one, which does nothing until somebody registers one. */
  readonly meter?: Meter | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** Where and how much may wait on disk. */
export interface ErrorSpoolOptions {
  /** All processes of a machine may share it; it is made when it is missing. */
  readonly folder: string;
  /** Bytes of each process, at least 1,048,576 (1 MiB); the oldest events give way. Default: 67,108,864 (64 MiB). */
  readonly maxBytes?: number | undefined;
  /** Older events are given up, in milliseconds. Default: 604,800,000 (7 days); Sentry takes 30 days. */
  readonly maxAgeMs?: number | undefined;
}

/** Options with everything filled in. */
export type ResolvedReportOptions = ReturnType<typeof resolveReportOptions>;

const mebibyte = 1024 * 1024;

/** Fills in what was left out. @throws {ApmError} APM_CONFIG_INVALID with everything that is wrong. */
export function resolveReportOptions(options: ErrorReportsOptions) {
  const dsn = URL.canParse(options.dsn) ? makeDsn(options.dsn) : undefined;
  const { timeoutMs = 3000, maxInFlight = 8, maxMemoryBytes = 8 * mebibyte } = options;
  const { maxBreadcrumbs = 50, spool } = options;
  const faults = [
    // Never the value: a DSN has a key in it.
    ...(dsn === undefined ? ['dsn is not of the form https://<key>@<host>/<project>'] : []),
    ...(options.environment === '' ? ['environment is empty'] : []),
    ...(options.salt.length < 16 ? ['salt has fewer than 16 characters'] : []),
    ...(spool?.folder === '' ? ['spool.folder is empty'] : []),
    ...outOfRange('timeoutMs', timeoutMs, 100, 5000),
    ...outOfRange('maxInFlight', maxInFlight, 1, 32),
    ...outOfRange('maxMemoryBytes', maxMemoryBytes, 0, Number.MAX_SAFE_INTEGER),
    ...outOfRange('maxBreadcrumbs', maxBreadcrumbs, 0, 100),
    ...outOfRange('spool.maxBytes', spool?.maxBytes ?? mebibyte, mebibyte, Number.MAX_SAFE_INTEGER),
    ...outOfRange('spool.maxAgeMs', spool?.maxAgeMs ?? 1, 1, 30 * 86_400_000),
  ];
  if (dsn === undefined || faults.length > 0) {
    throw new ApmError('APM_CONFIG_INVALID', `error reports cannot start: ${faults.join('; ')}`);
  }
  return Object.freeze({
    ...options,
    url: getEnvelopeEndpointWithUrlEncodedAuth(dsn, undefined, { name: 'unite.apm', version: '1' }),
    serverName: options.serverName ?? hostname(),
    scrubber:
      options.scrubber ?? createScrubber({ maxDepth: 16, maxValues: 20_000, maxTextLength: 8192 }),
    meter: options.meter ?? metrics.getMeter('@unite/apm'),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    spoolMaxBytes: spool?.maxBytes ?? 64 * mebibyte,
    maxAgeMs: spool?.maxAgeMs ?? 7 * 86_400_000,
    ...{ timeoutMs, maxInFlight, maxMemoryBytes, maxBreadcrumbs },
  });
}

function outOfRange(name: string, value: number, min: number, max: number): readonly string[] {
  const isIn = Number.isInteger(value) && value >= min && value <= max;
  return isIn ? [] : [`${name} is ${value}, not a whole number from ${min} to ${max}`];
}
