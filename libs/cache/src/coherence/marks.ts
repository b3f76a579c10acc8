/**
 * What this process knows about the invalidations of one name, be it a key or a tag. All are positions in the order
 * in which this process learnt of invalidations, 0 for never.
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
 * A mark lives as long as a kept value or a load may have to be compared with it.
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

/** The record of a process that knows of no invalidation yet. */
export function createMarks({ kept, maxMarks = 100_000 }: MarksOptions): Marks {
  const marks = new Map<string, Mark>();
  // In the order of their positions, as a set keeps the order of insertion: the first is the oldest.
  const beginnings = new Set<Beginning>();
  let position = 0;
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

  /** Drops the marks that nothing can be compared with. Its cost is spread over as many new marks as it leaves. */
  function sweepIfLarge(): void {
    if (marks.size < sweepAbove) return;
    const used = new Set(kept());
    const [oldest] = beginnings;
    drop(used, oldest ? oldest.position : position);
    if (marks.size > maxMarks) {
      floor = position;
      drop(used, position);
    }
    sweepAbove = Math.max(smallest, marks.size * 2);
  }

  function drop(used: ReadonlySet<Mark>, olderThan: number): void {
    for (const [name, mark] of marks) {
      const isNeeded =
        mark.unconfirmed > 0 || mark.invalidatedAt > olderThan || mark.confirmedAt > olderThan;
      if (!isNeeded && !used.has(mark)) marks.delete(name);
    }
  }

  return {
    get position() {
      return position;
    },
    get size() {
      return marks.size;
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
      for (const name of names) mark(name).invalidatedAt = position;
    },
    invalidateUnconfirmed(names) {
      sweepIfLarge();
      position += 1;
      for (const name of names) {
        const known = mark(name);
        known.invalidatedAt = position;
        known.unconfirmed += 1;
      }
    },
    confirm(names) {
      position += 1;
      for (const name of names) {
        const known = mark(name);
        known.confirmedAt = position;
        known.unconfirmed -= 1;
      }
    },
    isInvalidated(names, beginning) {
      if (beginning.position < floor) return true;
      return names.some((name) => (marks.get(name)?.invalidatedAt ?? 0) > beginning.position);
    },
    isUnconfirmed(names, beginning) {
      if (beginning.position < floor) return true;
      return names.some((name) => {
        const known = marks.get(name);
        return known && (known.unconfirmed > 0 || known.confirmedAt > beginning.position);
      });
    },
  };
}
