'use client';

import { useEffect, useRef, useState } from 'react';

import type { Problem } from '../api/problem.ts';
import { splitDraft, type DraftText } from './split-draft.ts';
import { streamDraft, type DraftRequest } from './stream-draft.ts';

/** A draft as it stands. */
export interface DraftState {
  readonly isWriting: boolean;
  /** As far as it has come; undefined before the first word of the first draft. */
  readonly text: DraftText | undefined;
  /** Which model wrote it; undefined while it writes and when it did not finish. */
  readonly model: string | undefined;
  readonly problem: Problem | undefined;
}

const blank: DraftState = {
  isWriting: false,
  text: undefined,
  model: undefined,
  problem: undefined,
};

/** Has drafts written, one at a time. */
export function useDraft(url: string): {
  readonly draft: DraftState;
  readonly write: (request: DraftRequest) => Promise<void>;
  readonly stop: () => void;
} {
  const [draft, setDraft] = useState(blank);
  const writing = useRef<AbortController>(null);
  useEffect(() => () => writing.current?.abort(), []);

  async function write(request: DraftRequest) {
    writing.current?.abort();
    const mine = new AbortController();
    writing.current = mine;
    let whole = '';
    setDraft({ ...blank, isWriting: true });
    const outcome = await streamDraft({
      url,
      request,
      signal: mine.signal,
      onText: (piece) => {
        whole += piece;
        setDraft({ ...blank, isWriting: true, text: splitDraft(whole) });
      },
    });
    if (writing.current !== mine) return;
    const text = whole === '' ? undefined : splitDraft(whole);
    setDraft({
      ...blank,
      text,
      model: outcome.kind === 'done' ? outcome.model : undefined,
      problem: outcome.kind === 'failed' ? outcome.problem : undefined,
    });
  }

  return { draft, write, stop: () => writing.current?.abort() };
}
