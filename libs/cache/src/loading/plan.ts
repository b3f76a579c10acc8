import type { Beginning } from '../coherence/marks.ts';
import type { StoredState } from '../shared-store.ts';
import type { Loader } from './loader.ts';

/** One value to find. */
export interface Search<V> {
  readonly name: string;
  /** That the key implies. */
  readonly tags: readonly string[];
  /** Load although the shared server may have a value. `now`: also although another process is loading it. */
  readonly refresh?: 'ahead' | 'now' | undefined;
  /** What the shared server was found to hold. */
  readonly prior?: Answer | undefined;
  /** A value of memory that may be served where the load fails. */
  readonly stale?: StaleValue<V> | undefined;
}

/** One value to bring: to find, else to load. */
export interface Plan<V> extends Search<V> {
  readonly loader: Loader<V>;
}

/** What the shared server holds, as it was asked after `beginning`. */
export interface Answer {
  /** Undefined where it did not answer. */
  readonly state: StoredState | undefined;
  readonly beginning: Beginning;
  readonly askedAtMs: number;
}

/** An answer of a server that answered. */
export interface Answered extends Answer {
  readonly state: StoredState;
}

/** Whether the server answered. */
export function isAnswered(answer: Answer): answer is Answered {
  return answer.state !== undefined;
}

/** A value past its time. */
export interface StaleValue<V> {
  readonly value: V;
  /** Whether it may still be served: its grace has not ended, and it was not invalidated meanwhile. */
  isServable(): boolean;
}
