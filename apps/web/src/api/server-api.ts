import createClient, { type Client } from 'openapi-fetch';

import type { WorkspaceAccess } from '../config.ts';
import type { Outcome } from './outcome.ts';
import { problemIn } from './read-problem.ts';
import type { paths } from './schema.d.ts';
import { answerWebProblem } from './web-problem-answers.ts';
import { webProblems } from './web-problems.ts';

/** How long a page waits for the API before it shows a problem instead, in ms. */
const timeoutMs = 10_000;

/** The API, typed by its OpenAPI document, for server components. */
export type ServerApi = Client<paths>;

/** The API with the key of `workspace`. For the server only: the answers are data, the client holds the key. */
export function createServerApi(workspace: WorkspaceAccess, apiUrl: string): ServerApi {
  return createClient<paths>({
    baseUrl: apiUrl,
    headers: { authorization: `Bearer ${workspace.apiKey}` },
    fetch: async (request) => {
      try {
        return await fetch(request, { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
      } catch (cause) {
        return answerWebProblem(webProblems.apiUnreachable({ cause }), request);
      }
    },
  });
}

/** Turns the answer of a {@link ServerApi} call into a value or a problem; a dead API is a problem too. */
export async function outcomeOf<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<Outcome<T>> {
  try {
    const { data, error, response } = await call;
    if (response.ok && data !== undefined) return { ok: true, value: data };
    return { ok: false, problem: problemIn(error, response) };
  } catch {
    // It broke off in the middle, or is not the JSON that it says it is.
    const answer = { status: 502, statusText: 'The API gave no usable answer' };
    return { ok: false, problem: problemIn(undefined, answer) };
  }
}
