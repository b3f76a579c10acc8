import type { InvalidationNames } from '../invalidation-names.ts';
import { matcherOf } from '../keys/name-pattern.ts';
import type { LogPosition } from '../shared-store.ts';
import type { SharedTier } from '../shared-tier.ts';
import type { Marks } from './marks.ts';

/** A moment of the past: what began then can be asked for whether it is out of date. */
export interface Moment {
  /**
   * Whether one of `names` was invalidated after this moment, as far as this process knows, and the shared server when
   * it is asked now. True as well where that cannot be told, as of patterns.
   */
  isInvalidated(names: InvalidationNames): Promise<boolean>;
  /** To be called when it will not be asked any more: until then what it may need is kept. */
  end(): void;
}

/** What {@link createMoment} needs. */
export interface MomentOptions {
  readonly marks: Marks;
  readonly tier: SharedTier;
  readonly hasStore: boolean;
  /** How far the log of invalidations was read; undefined before the first answer. */
  readonly position: LogPosition | undefined;
}

/** This moment. */
export function createMoment({ marks, tier, hasStore, position }: MomentOptions): Moment {
  const beginning = marks.begin();
  return {
    end: beginning.end,
    async isInvalidated({ keys = [], tags = [], patterns = [] }) {
      if (patterns.length > 0) return true;
      const names = [...keys, ...tags];
      if (hasStore) {
        const since = position && (await tier.ask((store) => store.stampsSince(tags, position)));
        if (since?.anchor !== 'present') return true;
        const ended = new Set(since.entries.flatMap((entry) => [...entry.keys, ...entry.tags]));
        if (names.some((name) => ended.has(name))) return true;
        const matchers = since.entries.flatMap((entry) => entry.patterns.map(matcherOf));
        if (matchers.some((matches) => keys.some(matches))) return true;
      }
      return marks.isInvalidated(names, beginning);
    },
  };
}
