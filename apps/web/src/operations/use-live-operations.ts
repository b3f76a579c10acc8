'use client';

import { useCallback, useState } from 'react';

import type { Outcome } from '../api/outcome.ts';
import { apiPath } from '../api/request-json.ts';
import { remember, type History } from './history.ts';
import type { Operations } from './operations.ts';
import { useLive, type Live } from './use-live.ts';

/** The state of the system as it changes, and the hand on it. */
export interface LiveOperations extends Live<Operations> {
  readonly history: History;
}

/**
 * Follows the state of the system from what the server rendered on.
 * @param answeredAtMs when the server asked, epoch ms.
 */
export function useLiveOperations(
  workspaceId: string,
  first: Outcome<Operations>,
  answeredAtMs: number,
): LiveOperations {
  const [history, setHistory] = useState<History>(first.ok ? [first.value] : []);
  const onAnswer = useCallback(
    (value: Operations) => setHistory((before) => remember(before, value)),
    [],
  );
  const url = apiPath(workspaceId, '/operations');
  return { ...useLive({ url, first, answeredAtMs, everyMs: 5_000, onAnswer }), history };
}
