import type { Outcome } from '../api/outcome.ts';

/** What is known of something that is asked about again and again. */
export interface LiveState<T> {
  /** The latest answer; undefined before the first. */
  readonly value: T | undefined;
  /** Epoch ms of the latest answer. */
  readonly answeredAtMs: number | undefined;
  /** Why the latest question had no answer; undefined when it had one. */
  readonly problem: Extract<Outcome<T>, { ok: false }>['problem'] | undefined;
  readonly isPaused: boolean;
}

/** The options of {@link createLivePoll}. */
export interface LivePollOptions<T> {
  readonly ask: (signal: AbortSignal) => Promise<Outcome<T>>;
  readonly onChange: (state: LiveState<T>) => void;
  /** Milliseconds between the end of one question and the next. */
  readonly everyMs: number;
  readonly initial: LiveState<T>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Asks again and again while it runs, is not paused and somebody can see it. */
export interface LivePoll {
  pause(): void;
  /** Goes on, with a question at once. */
  resume(): void;
  /** Forgets the problem and asks at once, unless it is paused: something says that it is over. */
  retry(): void;
  /** A page that nobody sees asks nothing; when it is seen again it asks at once. */
  setVisible(isVisible: boolean): void;
  stop(): void;
}

/** Starts asking: the first question comes after `everyMs`, or at once when there is no answer yet. */
export function createLivePoll<T>(options: LivePollOptions<T>): LivePoll {
  const { ask, onChange, everyMs, now } = options;
  let state = options.initial;
  let isVisible = true;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  const change = (next: Partial<LiveState<T>>): void => {
    state = { ...state, ...next };
    onChange(state);
  };
  const wait = (ms: number): void => {
    clearTimeout(timer);
    if (isStopped || state.isPaused || !isVisible) return;
    timer = setTimeout(question, ms);
  };
  const question = async (): Promise<void> => {
    const mine = new AbortController();
    asking = mine;
    try {
      const outcome = await ask(mine.signal);
      if (mine.signal.aborted) return;
      if (outcome.ok) change({ value: outcome.value, answeredAtMs: now(), problem: undefined });
      else change({ problem: outcome.problem });
    } catch (error) {
      if (!mine.signal.aborted) throw error;
      return;
    }
    wait(everyMs);
  };
  const halt = (): void => {
    clearTimeout(timer);
    asking?.abort();
  };

  wait(state.value === undefined ? 0 : everyMs);
  return {
    pause() {
      halt();
      change({ isPaused: true });
    },
    resume() {
      change({ isPaused: false });
      wait(0);
    },
    retry() {
      if (state.isPaused) return;
      halt();
      change({ problem: undefined });
      wait(0);
    },
    setVisible(next) {
      if (next === isVisible) return;
      isVisible = next;
      if (isVisible) wait(0);
      else halt();
    },
    stop() {
      isStopped = true;
      halt();
    },
  };
}
