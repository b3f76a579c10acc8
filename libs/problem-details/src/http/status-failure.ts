import type { Recognised } from '../to-problem.ts';
import { statusPhrase } from './status-phrase.ts';

/** The type that says what a framework means by a status. */
const slugs: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  409: 'conflict',
  410: 'gone',
  412: 'precondition-failed',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  422: 'unprocessable',
  428: 'precondition-required',
  429: 'rate-limited',
  431: 'header-too-large',
};

/** The type for `status` if it is 400 to 499: an error that carries one says that the request was at fault. */
export function statusFailure(status: unknown): Recognised | undefined {
  if (typeof status !== 'number' || !(status >= 400 && status < 500)) return undefined;
  return { slug: slugs[status] ?? 'bad-request', status, title: statusPhrase(status) };
}

/** The body is not what its Content-Type says. */
export const malformedBody: Recognised = {
  slug: 'malformed-body',
  status: 400,
  title: statusPhrase(400),
};
