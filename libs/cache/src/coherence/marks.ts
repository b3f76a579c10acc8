import { isPattern, matcherOf } from '../keys/name-pattern.ts';

/**
 * What this process knows about the invalidations of one name, be it a key, a tag or a pattern of keys. All are
 * positions in the order in which this process learnt of invalidations, 0 for never.
 */
export interface Mark {
  /** When the name was last invalidated: what began to be loaded before is out of date. */
  invalidatedAt: number;
  /** When the shared server last confirmed an invalidation made here: what was read there before is out of date. */
  confirmedAt: number;
  /** Invalidations made here that the shared server has not confirmed: until then what it holds is out of date. */
  unconfirmed: number;
}

/** The beginning of a load: what is invalidated after it must not be stored by it. */
export interface Beginning {
  readonly position: number;
  /** To be called once the load has been stored or refused; until then the marks it may need are kept. */
  end(): void;
}

/**
 * The invalidations that this process knows of, for the loads that are on their way and for the values that it keeps.
 * A mark lives as long as a kept value or a load may have to be compared with it. Names that match a pattern are
 * invalidated with it; who keeps values of such names takes them away.
 */
export interface Marks {
  /** Of the newest invalidation. A value that was compared at this position need not be compared again. */
  readonly position: number;
  /** How many marks there are. */
  readonly size: number;
  /** The marks of `names`, to be kept beside a value that depends on them before anything else is done here. */
  of(names: readonly string[]): readonly Mark[];
  begin(): Beginning;
  /** Everything under `names` that was loaded before now is out of date. */
  invalidate(names: Iterable<string>): void;
  /** {@link invalidate}, and the shared server may hold it still, until {@link confirm} is called as often. */
  invalidateUnconfirmed(names: Iterable<string>): void;
  /** The shared server has forgotten what `names` stood for. */
  confirm(names: Iterable<string>): void;
  /** Whether one of `names` was invalidated after `beginning`, as far as this process knows. */
  isInvalidated(names: readonly string[], beginning: Beginning): boolean;
  /** Whether the shared server may have answered what was invalidated, when asked for `names` after `beginning`. */
  isUnconfirmed(names: readonly string[], beginning: Beginning): boolean;
}

/** What {@link createMarks} needs. */
export interface MarksOptions {
  /** The marks beside all values that are kept now. */
  readonly kept: () => Iterable<Mark>;
  /**
   * The most marks that are kept for loads on their way. Above it those loads are refused when they end.
   * Default 100,000, about 10 MB.
   */
  readonly maxMarks?: number;
}

/** Fewer marks are not worth a sweep. */
const smallest = 1024;

/** The most patterns that each load on its way is compared with. Above it those loads are refused when they end. */
const maxPatterns = 100;

/** The mark of a pattern. */
interface PatternMark extends Mark {
  readonly matches: (name: string) => boolean;
}

/** The record of a process that knows of no invalidation yet. */
export function createMarks({ kept, maxMarks = 100_000 }: MarksOptions): Marks {
  const marks = new Map<string, Mark>();
  const patterns = new Map<string, PatternMark>();
  // In the order of their positions, as a set keeps the order of insertion: the first is the oldest.
  const beginnings = new Set<Beginning>();
  let position = 0;
  /** Of all marks together. */
  let unconfirmed = 0;
  let sweepAbove = smallest;
  /** Loads that began before it are refused: the marks that they would have to be compared with are gone. */
  let floor = 0;

  const mark = (name: string): Mark => {
    const known = marks.get(name);
    if (known) return known;
    const created: Mark = { invalidatedAt: 0, confirmedAt: 0, unconfirmed: 0 };
    marks.set(name, created);
    return created;
  };

  function invalidated(name: string): Mark {
    return isPattern(name) ? patternMark(name) : mark(name);
  }

  function patternMark(pattern: string): Mark {
    const known = patterns.get(pattern);
    if (known) return known;
    if (patterns.size >= maxPatterns) {
      dropFrom(patterns, oldestNeeded());
      if (patterns.size >= maxPatterns) {
        floor = position;
        dropFrom(patterns, position);
      }
    }
    const created = {
      ...{ invalidatedAt: 0, confirmedAt: 0, unconfirmed: 0 },
      matches: matcherOf(pattern),
    };
    patterns.set(pattern, created);
    return created;
  }

  /** Whether a pattern whose mark `concerns` the caller matches one of `names`. */
  function isMatched(names: readonly string[], concerns: (mark: Mark) => boolean): boolean {
    for (const known of patterns.values()) {
      if (concerns(known) && names.some(known.matches)) return true;
    }
    return false;
  }

  function oldestNeeded(): number {
    const [oldest] = beginnings;
    return oldest ? oldest.position : position;
  }

  /** Drops the marks that nothing can be compared with. Its cost is spread over as many new marks as it leaves. */
  function sweepIfLarge(): void {
    if (marks.size < sweepAbove) return;
    const used = new Set(kept());
    dropFrom(marks, oldestNeeded(), used);
    if (marks.size > maxMarks) {
      floor = position;
      dropFrom(marks, position, used);
    }
    sweepAbove = Math.max(smallest, marks.size * 2);
  }

  function dropFrom(from: Map<string, Mark>, olderThan: number, used?: ReadonlySet<Mark>): void {
    for (const [name, mark] of from) {
      const isNeeded =
        mark.unconfirmed > 0 || mark.invalidatedAt > olderThan || mark.confirmedAt > olderThan;
      if (!isNeeded && !used?.has(mark)) from.delete(name);
    }
  }

  return {
    get position() {
      return position;
    },
    get size() {
      return marks.size + patterns.size;
    },
    of(names) {
      sweepIfLarge();
      return names.map(mark);
    },
    begin() {
      const beginning: Beginning = { position, end: () => void beginnings.delete(beginning) };
      beginnings.add(beginning);
      return beginning;
    },
    invalidate(names) {
      sweepIfLarge();
      position += 1;
      for (const name of names) invalidated(name).invalidatedAt = position;
    },
    invalidateUnconfirmed(names) {
      sweepIfLarge();
      position += 1;
      for (const name of names) {
        const known = invalidated(name);
        known.invalidatedAt = position;
        known.unconfirmed += 1;
        unconfirmed += 1;
      }
    },
    confirm(names) {
      position += 1;
      for (const name of names) {
        const known = invalidated(name);
        known.confirmedAt = position;
        known.unconfirmed -= 1;
        unconfirmed -= 1;
      }
    },
    isInvalidated(names, beginning) {
      if (beginning.position === position) return false;
      if (beginning.position < floor) return true;
      const isNewer = (known: Mark) => known.invalidatedAt > beginning.position;
      const isNamed = (name: string) => (marks.get(name)?.invalidatedAt ?? 0) > beginning.position;
      return names.some(isNamed) || (patterns.size > 0 && isMatched(names, isNewer));
    },
    isUnconfirmed(names, beginning) {
      if (beginning.position === position && unconfirmed === 0) return false;
      if (beginning.position < floor) return true;
      const isDistrusted = (known: Mark) =>
        known.unconfirmed > 0 || known.confirmedAt > beginning.position;
      const isNamed = (name: string) => {
        const known = marks.get(name);
        return known !== undefined && isDistrusted(known);
      };
      return names.some(isNamed) || (patterns.size > 0 && isMatched(names, isDistrusted));
    },
  };
}
