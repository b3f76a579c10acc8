import { matcherOf } from '../keys/name-pattern.ts';
import { bodyIfCurrent, openPayload, type PatternStep, type StoredState } from '../shared-store.ts';
import type { SharedTier } from '../shared-tier.ts';

/** Tells what is up to date in the shared server, also where invalidations by pattern changed a stamp and spared it. */
export interface Spared {
  /**
   * The body of what is under `name`, if none of its tags was invalidated since, or only by patterns that do not match
   * `name`; undefined if not, and where that is not known before {@link learn}.
   */
  bodyOf(name: string, state: PayloadState): string | undefined;
  /** Asks the shared server where it has to be asked. @returns whether {@link bodyOf} may answer otherwise now */
  learn(state: PayloadState): Promise<boolean>;
}

/** A payload, and the present stamps of its tags. */
export type PayloadState = Pick<StoredState, 'payload' | 'stamps'>;

/** What {@link createSpared} needs. */
export interface SparedOptions {
  /** Whose stamp changes with each invalidation by pattern: the namespace's. */
  readonly tag: string;
  /** Its place among the tags of a value. */
  readonly at: number;
  readonly tier: SharedTier;
}

type Matcher = (name: string) => boolean;

/** The patterns that a value of each earlier stamp was spared by, if its name matches none of them. */
type Since = ReadonlyMap<string, readonly Matcher[]>;

/** The most patterns that a read compares a name with. Values from before them are loaded again. */
const maxPatterns = 100;

/** Knows of no step yet. What led to a stamp never changes: it is asked for once. */
export function createSpared({ tag, at, tier }: SparedOptions): Spared {
  let known: { readonly to: string; readonly since: Since } | undefined;
  let asking: { readonly to: string; readonly answer: Promise<boolean> } | undefined;

  /** From which stamp of the tag to which, where all other stamps are the same. */
  function change({ payload, stamps }: PayloadState) {
    const opened = payload === undefined ? undefined : openPayload(payload);
    const [from, to] = [opened?.stamps[at], stamps[at]];
    if (!opened || from === undefined || to === undefined || from === to) return undefined;
    const isOther = (stamp: string | undefined, n: number) =>
      n !== at && stamp !== opened.stamps[n];
    if (stamps.length !== opened.stamps.length || stamps.some(isOther)) return undefined;
    return { from, to, body: opened.body };
  }

  async function ask(to: string): Promise<boolean> {
    const steps = await tier.ask((store) => store.patternSteps(tag));
    if (!steps) return false;
    known = { to, since: patternsSince(steps, to) };
    return true;
  }

  return {
    bodyOf(name, state) {
      const { payload, stamps } = state;
      const body = payload === undefined ? undefined : bodyIfCurrent(payload, stamps);
      if (body !== undefined) return body;
      const changed = change(state);
      if (!changed || known?.to !== changed.to) return undefined;
      const patterns = known.since.get(changed.from);
      if (!patterns || patterns.some((matches) => matches(name))) return undefined;
      return changed.body;
    },
    async learn(state) {
      const to = change(state)?.to;
      if (to === undefined || known?.to === to) return false;
      if (asking?.to !== to) asking = { to, answer: ask(to).finally(() => (asking = undefined)) };
      return asking.answer;
    },
  };
}

/** Goes back from `to`, step by step, as long as each one began where another one ended. */
function patternsSince(steps: readonly PatternStep[], to: string): Since {
  const since = new Map<string, readonly Matcher[]>();
  let end = to;
  let matchers: readonly Matcher[] = [];
  for (const step of steps.toReversed()) {
    if (step.to !== end) continue;
    matchers = [...matchers, ...step.patterns.map(matcherOf)];
    if (matchers.length > maxPatterns) break;
    since.set(step.from, matchers);
    end = step.from;
  }
  return since;
}
