'use client';

import { useEffect, useRef, useState } from 'react';

import type { Outcome } from '../api/outcome.ts';
import { apiPath, requestJson } from '../api/request-json.ts';
import { remember, type History } from './history.ts';
import { createLivePoll, type LivePoll, type LiveState } from './live-poll.ts';
import type { Operations } from './operations.ts';

/** The state of the system as it changes, and the hand on it. */
export interface LiveOperations {
  readonly state: LiveState<Operations>;
  readonly history: History;
  readonly pause: () => void;
  readonly resume: () => void;
}

const everyMs = 5_000;

/**
 * Follows the state of the system from what the server rendered on.
 * @param answeredAtMs when the server asked, epoch ms.
 */
export function useLiveOperations(
  workspaceId: string,
  first: Outcome<Operations>,
  answeredAtMs: number,
): LiveOperations {
  const [state, setState] = useState<LiveState<Operations>>(() => ({
    value: first.ok ? first.value : undefined,
    answeredAtMs: first.ok ? answeredAtMs : undefined,
    problem: first.ok ? undefined : first.problem,
    isPaused: false,
  }));
  const [history, setHistory] = useState<History>(first.ok ? [first.value] : []);
  const poll = useRef<LivePoll>(null);
  const initial = useRef(state);

  useEffect(() => {
    let latest = initial.current.value;
    const current = createLivePoll<Operations>({
      ask: (signal) => requestJson(apiPath(workspaceId, '/operations'), { signal }),
      onChange: (next) => {
        setState(next);
        const { value } = next;
        if (value !== undefined && value !== latest)
          setHistory((before) => remember(before, value));
        latest = value;
      },
      everyMs,
      initial: initial.current,
      now: Date.now,
    });
    poll.current = current;
    const see = () => current.setVisible(document.visibilityState === 'visible');
    see();
    document.addEventListener('visibilitychange', see);
    return () => {
      document.removeEventListener('visibilitychange', see);
      current.stop();
    };
  }, [workspaceId]);

  return {
    state,
    history,
    pause: () => poll.current?.pause(),
    resume: () => poll.current?.resume(),
  };
}
