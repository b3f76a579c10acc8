import type { Recognised } from '../to-problem.ts';
import { statusPhrase } from './status-phrase.ts';

/** Default wait before a retry when something we depend on is away, in milliseconds. */
const retryAfterMs = 2000;

const unavailable: Recognised = {
  slug: 'unavailable',
  status: 503,
  title: statusPhrase(503),
  retryAfterMs,
};
const timeout: Recognised = { slug: 'timeout', status: 504, title: statusPhrase(504) };

/** By `code` of Node's system errors and of its HTTP client. ENOENT and EACCES are bugs of ours, so absent. */
const byCode: Readonly<Record<string, Recognised>> = {
  ...Object.fromEntries(
    [
      'ECONNREFUSED',
      'ECONNRESET',
      'ECONNABORTED',
      'EPIPE',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EMFILE',
      'ENFILE',
      'ENOSPC',
      'ENOMEM',
      'UND_ERR_SOCKET',
    ].map((code) => [code, unavailable]),
  ),
  ETIMEDOUT: timeout,
  UND_ERR_CONNECT_TIMEOUT: timeout,
  UND_ERR_HEADERS_TIMEOUT: timeout,
  UND_ERR_BODY_TIMEOUT: timeout,
};

/** Recognises aborts, timeouts and the system errors that mean "away" or "exhausted". */
export function systemFailure(thrown: unknown): Recognised | undefined {
  // `fetch` hides the system error in its cause.
  return recognise(thrown) ?? (thrown instanceof TypeError ? recognise(thrown.cause) : undefined);
}

function recognise(thrown: unknown): Recognised | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const { name, code } = thrown as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError') return timeout;
  // Cancelled by a shutdown or by a caller who has left; either may try again.
  if (name === 'AbortError') return unavailable;
  if (typeof code === 'string' && Object.hasOwn(byCode, code)) return byCode[code];
  return undefined;
}
