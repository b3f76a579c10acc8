import { type Clock, systemClock } from '../clock.ts';

/** Errors of one kind at one place. */
export interface ErrorGroup {
  /** The error's name, e.g. `TypeError`. */
  readonly name: string;
  /** Stable code of the error or of the answer, if it has one. */
  readonly code: string | null;
  /** Route that failed, or `null` outside of requests. */
  readonly route: string | null;
  readonly count: number;
  /** Epoch ms. */
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  /** The newest occurrences, newest first: what a person quotes and a log line has. */
  readonly occurrenceIds: readonly string[];
}

/** One error, without its words: they may quote what nobody may read. */
export interface GroupedError {
  readonly error: unknown;
  readonly code?: string | undefined;
  readonly route?: string | undefined;
  readonly occurrenceId?: string | undefined;
}

/** Options of {@link createErrorGroups}. */
export interface ErrorGroupsOptions {
  readonly clock?: Clock;
  /** Groups that are kept; the one that was quiet for longest goes first. Default 100. */
  readonly maxGroups?: number;
}

/** Errors by kind and place since the start of the process, for people to look at. */
export interface ErrorGroups {
  record(error: GroupedError): void;
  /** Newest first. */
  view(): readonly ErrorGroup[];
}

/** Occurrences that a group remembers. */
const maxOccurrences = 5;

/** Groups errors by name, code and route, in bounded memory. */
export function createErrorGroups(options: ErrorGroupsOptions = {}): ErrorGroups {
  const { clock = systemClock, maxGroups = 100 } = options;
  // In the order of the last occurrence, so that the first is the one to give up.
  const groups = new Map<string, ErrorGroup>();
  return {
    record({ error, code, route, occurrenceId }) {
      const name = nameOf(error);
      const own = code ?? codeOf(error) ?? null;
      const key = JSON.stringify([name, own, route]);
      const nowMs = clock.now();
      const known = groups.get(key);
      groups.delete(key);
      const newest = occurrenceId === undefined ? [] : [occurrenceId];
      groups.set(key, {
        name,
        code: own,
        route: route ?? null,
        count: (known?.count ?? 0) + 1,
        firstSeenAtMs: known?.firstSeenAtMs ?? nowMs,
        lastSeenAtMs: nowMs,
        occurrenceIds: [...newest, ...(known?.occurrenceIds ?? [])].slice(0, maxOccurrences),
      });
      const [oldest] = groups.keys();
      if (groups.size > maxGroups && oldest !== undefined) groups.delete(oldest);
    },
    view: () => [...groups.values()].reverse(),
  };
}

/** Longest name or code that is kept. */
const maxLength = 100;

function nameOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.name).slice(0, maxLength) : typeof error;
  } catch {
    return 'unreadable'; // a getter that throws, or a revoked proxy
  }
}

function codeOf(error: unknown): string | undefined {
  try {
    const { code } = error as { code?: unknown };
    return typeof code === 'string' ? code.slice(0, maxLength) : undefined;
  } catch {
    return undefined; // as above, and null and undefined
  }
}
