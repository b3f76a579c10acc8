'use client';

import { useCallback, useEffect, useRef, useState } from 'react';

import type { Outcome } from '../api/outcome.ts';
import { requestJson } from '../api/request-json.ts';
import { createLivePoll, type LivePoll, type LiveState } from './live-poll.ts';

/** Something that is asked again and again, and the hand on it. */
export interface Live<T> {
  readonly state: LiveState<T>;
  readonly pause: () => void;
  readonly resume: () => void;
  /** See {@link LivePoll.retry}; the same function every time. */
  readonly retry: () => void;
}

/** The options of {@link useLive}. */
export interface LiveOptions<T> {
  readonly url: string;
  /** What the server found; undefined asks at once. */
  readonly first: Outcome<T> | undefined;
  /** When the server asked, epoch ms. */
  readonly answeredAtMs: number;
  /** Milliseconds between the end of one question and the next. */
  readonly everyMs: number;
  /** Told of each further answer; the same function every time. */
  readonly onAnswer?: ((value: T) => void) | undefined;
}

/** Follows what is at `url` from what the server rendered on. */
export function useLive<T>({
  url,
  first,
  answeredAtMs,
  everyMs,
  onAnswer,
}: LiveOptions<T>): Live<T> {
  const [state, setState] = useState<LiveState<T>>(() => ({
    value: first?.ok ? first.value : undefined,
    answeredAtMs: first?.ok ? answeredAtMs : undefined,
    problem: first === undefined || first.ok ? undefined : first.problem,
    isPaused: false,
  }));
  const poll = useRef<LivePoll>(null);
  const initial = useRef(state);

  useEffect(() => {
    let latest = initial.current.value;
    const current = createLivePoll<T>({
      ask: (signal) => requestJson(url, { signal }),
      onChange: (next) => {
        setState(next);
        const { value } = next;
        if (value !== undefined && value !== latest) onAnswer?.(value);
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
  }, [url, everyMs, onAnswer]);

  const retry = useCallback(() => poll.current?.retry(), []);
  return {
    state,
    pause: () => poll.current?.pause(),
    resume: () => poll.current?.resume(),
    retry,
  };
}
