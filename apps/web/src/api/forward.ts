import type { Problem } from '@unite/problem-details';

import type { WorkspaceAccess } from '../config.ts';
import { isSameOrigin } from '../security/same-origin.ts';
import { isAllowedRoute } from './allowed-route.ts';
import { webProblems } from './web-problems.ts';

/** What {@link forward} needs of the process around it. */
export interface ForwardOptions {
  readonly apiUrl: string;
  /** The workspace that the caller is signed in to, if any. */
  readonly workspace: WorkspaceAccess | undefined;
  readonly fetch: typeof fetch;
}

/** Where a request of the browser wants to go. */
export interface ForwardTarget {
  /** The workspace that the page belongs to; a page left open from another sign-in is refused. */
  readonly workspaceId: string;
  /** Below the API's `/api/`. */
  readonly path: string;
}

const requestHeaders = ['accept', 'content-type', 'if-match', 'if-none-match'];
const responseHeaders = [
  'allow',
  'cache-control',
  'content-disposition',
  'content-type',
  'etag',
  'retry-after',
];

function pick(from: Headers, names: readonly string[]): Headers {
  const picked = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) picked.set(name, value);
  }
  return picked;
}

function answerHeaders(upstream: Headers): Headers {
  const headers = pick(upstream, responseHeaders);
  // Contacts are personal data; and `no-transform` keeps compression from holding streamed lines back.
  headers.set('cache-control', 'private, no-store, no-transform');
  headers.set('x-content-type-options', 'nosniff');
  return headers;
}

/** Nobody reads it: the browser is gone. The number is that of nginx for it. */
const closedRequest = 499;

/**
 * Passes a request of the browser on to the API with the workspace's key, and the answer back, both
 * as streams. The key goes out only: neither it nor a header that is not listed comes back. When the
 * browser goes away the request to the API is aborted.
 *
 * @returns a problem for what this server refuses, and when the API cannot be reached.
 */
export async function forward(
  request: Request,
  target: ForwardTarget,
  options: ForwardOptions,
): Promise<Response | Problem> {
  const { apiUrl, workspace } = options;
  const isSafe = request.method === 'GET' || request.method === 'HEAD';
  if (!isSafe && !isSameOrigin(request.headers)) return webProblems.foreignOrigin();
  if (workspace === undefined || workspace.id !== target.workspaceId) {
    return webProblems.unauthorized();
  }
  if (!isAllowedRoute(request.method, target.path)) return webProblems.notFound();

  const headers = pick(request.headers, requestHeaders);
  headers.set('authorization', `Bearer ${workspace.apiKey}`);
  const url = `${apiUrl}/api/${target.path}${new URL(request.url).search}`;
  const init: RequestInit & { duplex: 'half' } = {
    method: request.method,
    headers,
    body: isSafe ? null : request.body,
    duplex: 'half', // the API may answer while the body is still on its way
    redirect: 'manual',
    cache: 'no-store',
    signal: request.signal,
  };
  try {
    const answer = await options.fetch(url, init);
    return new Response(answer.body, {
      status: answer.status,
      headers: answerHeaders(answer.headers),
    });
  } catch (cause) {
    if (request.signal.aborted) return new Response(null, { status: closedRequest });
    return webProblems.apiUnreachable({ cause });
  }
}
