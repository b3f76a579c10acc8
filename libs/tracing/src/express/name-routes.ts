import type { RequestHandler } from 'express';

import { nameRoute } from '../instrumentation/http-server.ts';

/**
 * Names the spans of an Express app's requests after the route that answers, with the paths of the routers that it
 * is mounted in: of their paths, a segment with a digit is taken for a parameter and stands as `:id`, as Express does
 * not tell. Use it before all routes; `instrumentHttpServer` makes the spans.
 *
 * @example app.use(nameRoutes());
 */
export function nameRoutes(): RequestHandler {
  return (request, response, next) => {
    // Express knows the route once a handler of it has run; Node closes the answer last.
    response.once('finish', () => {
      const { route, baseUrl } = request as { route?: { path: unknown }; baseUrl: string }; // any before
      const path = route?.path;
      // A pattern may be a list or a regular expression; those have no name that means something.
      if (typeof path === 'string') nameRoute(request, mounted(baseUrl, path));
    });
    next();
  };
}

/** Express tells the path that a router is mounted at with the values of its parameters, which are endless. */
function mounted(base: string, path: string): string {
  const pattern = base
    .split('/')
    .map((segment) => (/\d/.test(segment) ? ':id' : segment))
    .join('/');
  return path === '/' && pattern !== '' ? pattern : pattern + path;
}
