import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { type Clock, systemClock } from '@unite/apm/delivery';

import { TracingError } from '../errors.ts';

/** Options of {@link createForcedTraces}. */
export interface ForcedTraceOptions {
  /** Each of them is accepted, so that one can be replaced; 16 or more characters. */
  readonly secrets: readonly string[];
  /** Default: `x-unite-trace`. */
  readonly header?: string;
  readonly clock?: Clock;
}

/** What is signed in {@link signForcedTrace}. */
export interface ForcedTrace {
  /** One of those that the service accepts. */
  readonly secret: string;
  /** When it stops to work, in milliseconds since 1970; at most an hour from now on. Rounded up to a second. */
  readonly expiresAtMs: number;
}

/** Whoever has seen one must not be able to force traces for long. */
const maxAheadMs = 60 * 60 * 1000;

const minSecretChars = 16;

const shape = /^debug;exp=(\d{1,12});sig=([\w-]{43})$/;

/**
 * Writes the header by which an operator has the trace of a request kept, whatever the share is:
 * `debug;exp=<seconds since 1970>;sig=<HMAC-SHA-256 of "unite-trace:debug;exp=<…>", base64url>`.
 *
 * @example fetch(url, { headers: { 'x-unite-trace': signForcedTrace({ secret, expiresAtMs }) } });
 */
export function signForcedTrace({ secret, expiresAtMs }: ForcedTrace): string {
  const seconds = Math.ceil(expiresAtMs / 1000);
  return `debug;exp=${seconds};sig=${signature(secret, seconds).toString('base64url')}`;
}

/**
 * Makes what tells whether somebody who may asks for the trace of a request. A header that is not signed, has expired,
 * or is signed for more than an hour ahead, is as none.
 * @throws {TracingError} TRACING_CONFIG_INVALID without a secret, or with one that can be guessed
 *
 * @example instrumentHttpServer({ tracer, onFault, isForced: createForcedTraces({ secrets: [secret] }) });
 */
export function createForcedTraces(
  options: ForcedTraceOptions,
): (request: Pick<IncomingMessage, 'headers'>) => boolean {
  const { secrets, header = 'x-unite-trace', clock = systemClock } = options;
  if (secrets.length === 0 || secrets.some(({ length }) => length < minSecretChars)) {
    const text = `secrets: give one or more, each of ${minSecretChars} or more characters`;
    throw new TracingError('TRACING_CONFIG_INVALID', text);
  }
  return ({ headers }) => {
    const value = headers[header];
    // Of nearly all requests, this is all that is done.
    if (typeof value !== 'string') return false;
    const [, exp = '', sig = ''] = shape.exec(value) ?? [];
    const leftMs = Number(exp) * 1000 - clock.now();
    // Rounding may add a second.
    if (!(leftMs > 0 && leftMs <= maxAheadMs + 1000)) return false;
    const given = Buffer.from(sig, 'base64url');
    return secrets.some((secret) => timingSafeEqual(signature(secret, Number(exp)), given));
  };
}

function signature(secret: string, seconds: number): Buffer {
  return createHmac('sha256', secret).update(`unite-trace:debug;exp=${seconds}`).digest();
}
