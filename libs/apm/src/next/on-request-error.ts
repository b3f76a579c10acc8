import type { Instrumentation } from 'next';

import type { Apm } from '../register.ts';

/**
 * Makes the `onRequestError` of a Next app's `instrumentation.ts`: errors of server components, route handlers,
 * actions and the proxy are reported and grouped by the pattern of their route.
 *
 * Next tells each error once, with the digest that it shows in the browser: the digest becomes the occurrence
 * id, so that a person can quote it.
 *
 * @example export const onRequestError = requestErrorsOf(apm);
 */
export function requestErrorsOf(
  apm: Pick<Apm, 'errors' | 'errorGroups'>,
): Instrumentation.onRequestError {
  return (error, { method, path }, { routePath, routeType, routerKind }) => {
    const occurrenceId = digestOf(error);
    apm.errorGroups.record({ error, route: `${method} ${routePath}`, occurrenceId });
    apm.errors?.capture(error, {
      occurrenceId,
      request: { method, url: path, route: routePath },
      tags: { route_type: routeType, router_kind: routerKind },
      handled: false,
    });
  };
}

function digestOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return undefined;
  return typeof error.digest === 'string' ? error.digest : undefined;
}
