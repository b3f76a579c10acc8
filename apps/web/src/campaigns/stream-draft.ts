import { readNdjson } from '../api/ndjson.ts';
import { readProblem, unreachableProblem, type Problem } from '../api/problem.ts';

/** What to write. */
export interface DraftRequest {
  readonly prompt: string;
  readonly tone: 'friendly' | 'formal' | 'playful';
  /** For whom; absent when it does not matter. */
  readonly audience?: string;
}

/** How the writing of a draft ended. */
export type DraftOutcome =
  | { readonly kind: 'done'; readonly model: string; readonly totalTokens: number | undefined }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'stopped' };

/** One draft that is being written. */
export interface DraftStream {
  readonly url: string;
  readonly request: DraftRequest;
  readonly signal: AbortSignal;
  /** Told each piece of the text as it arrives. */
  readonly onText: (piece: string) => void;
}

/** Has a draft written and tells the text as it comes. Never rejects: what went wrong is an outcome. */
export async function streamDraft({
  url,
  request,
  signal,
  onText,
}: DraftStream): Promise<DraftOutcome> {
  let hasBegun = false;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/x-ndjson', 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    });
    if (!response.ok || response.body === null) {
      const value: unknown = await response.json().catch(() => undefined);
      return { kind: 'failed', problem: readProblem(value, response.status, response.headers) };
    }
    hasBegun = true;
    for await (const line of readNdjson(response.body)) {
      const outcome = readLine(line, onText);
      if (outcome !== undefined) return outcome;
    }
    return { kind: 'failed', problem: cutProblem };
  } catch {
    if (signal.aborted) return { kind: 'stopped' };
    return { kind: 'failed', problem: hasBegun ? cutProblem : unreachableProblem() };
  }
}

const cutProblem: Problem = {
  type: 'about:blank',
  title: 'The draft was cut off',
  status: 0,
  detail:
    'The connection ended in the middle. What has arrived is kept; try again for a whole one.',
  code: 'DRAFT_CUT',
};

function readLine(line: unknown, onText: (piece: string) => void): DraftOutcome | undefined {
  if (typeof line !== 'object' || line === null || !('type' in line)) return undefined;
  // The shapes below are those of DraftLine in the API's schema.
  if (line.type === 'text') {
    onText(String((line as { text?: unknown }).text ?? ''));
    return undefined;
  }
  if (line.type === 'done') {
    const { model, usage } = line as { model?: unknown; usage?: { totalTokens?: number } };
    return { kind: 'done', model: String(model), totalTokens: usage?.totalTokens };
  }
  if (line.type !== 'problem') return undefined;
  const { problemType, status } = line as { problemType?: unknown; status?: unknown };
  return {
    kind: 'failed',
    problem: readProblem({ ...line, type: problemType }, Number(status ?? 500)),
  };
}
