import { inAppLanguage } from './app-language.ts';
import { unreachable } from './browser-problem.ts';
import type { Outcome } from './outcome.ts';
import type { Problem } from './problem.ts';

/** One request to the API through this web server. */
export interface JsonRequest {
  /** Default `GET`. */
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The entity tag that the record must still have. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The address of an API path of a workspace, as the browser asks this web server for it. */
export function apiPath(workspaceId: string, path: string): string {
  return `/api/w/${workspaceId}${path}`;
}

async function readJson(response: Response): Promise<unknown> {
  const body = await response.text();
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

async function refusal(response: Response): Promise<Problem> {
  // Loaded when a first problem comes: most visits have none.
  const { problemOf } = await import('./read-problem.ts');
  return problemOf(response);
}

/**
 * Asks this web server and reads the JSON answer. An empty answer is `undefined`. The caller names
 * the type that the API promises for the address.
 * @throws {DOMException} `AbortError` when `signal` was aborted; nothing else.
 */
export async function requestJson<T>(url: string, request: JsonRequest = {}): Promise<Outcome<T>> {
  const headers = new Headers({ accept: 'application/json', ...inAppLanguage });
  if (request.body !== undefined) headers.set('content-type', 'application/json');
  if (request.ifMatch !== undefined) headers.set('if-match', request.ifMatch);
  try {
    const response = await fetch(url, {
      method: request.method ?? 'GET',
      headers,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
    if (!response.ok) return { ok: false, problem: await refusal(response) };
    // The answer's shape is what the API's own schema promises; it is not checked again here.
    return { ok: true, value: (await readJson(response)) as T };
  } catch (error) {
    if (request.signal?.aborted) throw error;
    return { ok: false, problem: unreachable };
  }
}
