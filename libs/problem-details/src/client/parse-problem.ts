import type { UnknownProblem } from './parsed-problem.ts';
import { type ReadOptions, readProblem } from './read-problem.ts';

/** Options of {@link parseProblem}. */
export interface ParseOptions extends ReadOptions {
  /** Longest body that is read, in bytes. A longer one is no problem document. Default: 65536. */
  readonly maxBytes?: number;
}

/**
 * Reads the problem that a response with an error status tells of. A response that tells none becomes
 * `about:blank` with its HTTP status. Rejects only when reading the body fails.
 */
export async function parseProblem<P extends { readonly slug: string } = never>(
  response: Response,
  { maxBytes = 65_536, ...options }: ParseOptions = {},
): Promise<P | UnknownProblem> {
  const isProblem = /^application\/problem\+json *(;|$)/i.test(
    response.headers.get('content-type')?.trim() ?? '',
  );
  const document = isProblem ? parseJson(await readText(response, maxBytes)) : undefined;
  if (!isProblem) await response.body?.cancel();
  return readProblem<P>(document, response, options);
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let read = 0; reader !== undefined;) {
    const { done, value } = await reader.read();
    if (done) break;
    read += value.byteLength;
    if (read > maxBytes) {
      await reader.cancel();
      return '';
    }
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
