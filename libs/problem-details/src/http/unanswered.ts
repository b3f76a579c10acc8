import type { Recognised } from '../to-problem.ts';
import { statusPhrase } from './status-phrase.ts';

/** The address does not exist. */
export const notFound: Recognised = { slug: 'not-found', status: 404, title: statusPhrase(404) };

/** The address exists, but only for the methods `allow` (RFC 9110 §15.5.6). */
export function methodNotAllowed(allow: readonly string[]): Recognised {
  return {
    slug: 'method-not-allowed',
    status: 405,
    title: statusPhrase(405),
    headers: { allow: allow.join(', ') },
  };
}
