import { disabledUntil, updateRateLimits } from '@sentry/core';

/** What an endpoint answered. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The header `X-Sentry-Rate-Limits`. */
  readonly rateLimits: string | undefined;
}

/** What an answer means for the event that was sent. */
export type Outcome = 'delivered' | 'retry' | 'limited' | 'too_large' | 'rejected';

/** Statuses after which the same request may succeed: the server is busy or away (RFC 9110 §15.5.9, §15.6). */
function mayRetry(status: number): boolean {
  return status >= 500 || status === 408 || status === 425;
}

/** What became of the event. */
export function outcomeOf({ status }: Answer): Outcome {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 429) return 'limited';
  if (status === 413) return 'too_large';
  return mayRetry(status) ? 'retry' : 'rejected';
}

/**
 * Milliseconds during which the endpoint wants no errors: Sentry's own limits by category, else `Retry-After` in
 * seconds or as a date, else a minute after a bare 429.
 */
export function askedPauseMs({ status, retryAfter, rateLimits }: Answer, nowMs: number): number {
  const headers = { 'retry-after': retryAfter ?? null, 'x-sentry-rate-limits': rateLimits ?? null };
  const limits = updateRateLimits({}, { statusCode: status, headers }, nowMs);
  return Math.max(0, disabledUntil(limits, 'error') - nowMs);
}
