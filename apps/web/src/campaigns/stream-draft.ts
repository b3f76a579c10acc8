import { inAppLanguage } from '../api/app-language.ts';
import { browserProblem, unreachable } from '../api/browser-problem.ts';
import { readNdjson } from '../api/ndjson.ts';
import { problemInLine } from '../api/problem-line.ts';
import type { Problem } from '../api/problem.ts';
import { problemOf } from '../api/read-problem.ts';

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
      headers: {
        ...inAppLanguage,
        accept: 'application/x-ndjson',
        'content-type': 'application/json',
      },
      body: JSON.stringify(request),
      signal,
    });
    if (!response.ok || response.body === null) {
      return { kind: 'failed', problem: await problemOf(response) };
    }
    hasBegun = true;
    for await (const line of readNdjson(response.body)) {
      const outcome = readLine(line, onText);
      if (outcome !== undefined) return outcome;
    }
    return { kind: 'failed', problem: cutProblem };
  } catch {
    if (signal.aborted) return { kind: 'stopped' };
    return { kind: 'failed', problem: hasBegun ? cutProblem : unreachable };
  }
}

const cutProblem = browserProblem({
  title: 'The draft was cut off',
  detail: 'What has arrived is kept.',
  code: 'DRAFT_CUT',
});

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
  return { kind: 'failed', problem: problemInLine(line) };
}
