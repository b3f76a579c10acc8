import createClient, { type Client } from 'openapi-fetch';

import type { WorkspaceAccess } from '../config.ts';
import type { Outcome } from './outcome.ts';
import { readProblem, type Problem } from './problem.ts';
import type { paths } from './schema.d.ts';

/** How long a page waits for the API before it shows a problem instead, in ms. */
const timeoutMs = 10_000;

/** The API, typed by its OpenAPI document, for server components. */
export type ServerApi = Client<paths>;

/** The API with the key of `workspace`. For the server only: the answers are data, the client holds the key. */
export function createServerApi(workspace: WorkspaceAccess, apiUrl: string): ServerApi {
  return createClient<paths>({
    baseUrl: apiUrl,
    headers: { authorization: `Bearer ${workspace.apiKey}` },
    fetch: (request) =>
      fetch(request, { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) }),
  });
}

const unreachable: Problem = {
  type: 'about:blank',
  title: 'The API does not answer',
  status: 502,
  detail: 'It may be restarting. Try again in a moment.',
  code: 'API_UNREACHABLE',
};

/** Turns the answer of a {@link ServerApi} call into a value or a problem; a dead API is a problem too. */
export async function outcomeOf<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<Outcome<T>> {
  try {
    const { data, error, response } = await call;
    if (response.ok && data !== undefined) return { ok: true, value: data };
    return { ok: false, problem: readProblem(error, response.status, response.headers) };
  } catch {
    return { ok: false, problem: unreachable };
  }
}
