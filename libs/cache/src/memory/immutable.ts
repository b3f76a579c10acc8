import { types } from 'node:util';

/**
 * How a kept value is protected from those who get it:
 *
 * - `freeze`: deeply frozen once, when it is kept. A hit costs nothing; whoever writes to it gets a TypeError (in
 *   strict mode), and the one who made it does, too.
 * - `clone`: copied when it is kept and again for each hit, by `structuredClone`: what it cannot copy (functions, ...)
 *   throws, and class instances become plain objects.
 * - `none`: shared as it is. A change by one caller is seen by all.
 */
export type Immutability = 'freeze' | 'clone' | 'none';

/** Protects the values of a namespace. */
export interface Protection {
  /**
   * What to keep of a value that was loaded or set.
   *
   * @throws {DataCloneError} a DOMException, with `clone`
   */
  keep<V>(value: V): V;
  /** What to give away of a value that was kept. */
  give<V>(value: V): V;
  /** Whether everybody is given the very same. */
  readonly isSame: boolean;
}

const same = <V>(value: V): V => value;
const copy = <V>(value: V): V => structuredClone(value);

const protections: Readonly<Record<Immutability, Protection>> = {
  freeze: { keep: freezeDeeply, give: same, isSame: true },
  clone: { keep: copy, give: copy, isSame: false },
  none: { keep: same, give: same, isSame: true },
};

/** The protection of that kind. */
export function protectionOf(immutability: Immutability): Protection {
  return protections[immutability];
}

/**
 * Freezes `value` and all plain objects and arrays in it, also those in its Maps and Sets. Cycles end, and no depth is
 * too deep.
 *
 * Not frozen are, because the language cannot: what is in a Map, Set or Date itself and in buffers and their views.
 * And not touched are instances of other classes: they may be no data, but hold a connection. Own enumerable accessors
 * are called.
 *
 * @returns `value`
 */
export function freezeDeeply<V>(value: V): V {
  if (typeof value !== 'object' || value === null) return value;
  const pending: object[] = [value];
  /** Those that could not be frozen now: they were before, by others or here, or are a Map or a Set. */
  let walked: Set<object> | undefined;
  const isMet = (object: object): boolean => {
    walked ??= new Set();
    return walked.size === walked.add(object).size;
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    let parts: Iterable<unknown>;
    if (Array.isArray(next) || isPlain(next)) {
      // What is not frozen was not met: most values ask no set, and to put one into a set takes as long as to decode it.
      if (!Object.isFrozen(next)) Object.freeze(next);
      else if (isMet(next)) continue;
      parts = Array.isArray(next) ? next : Object.values(next);
    } else if (types.isMap(next) || types.isSet(next)) {
      if (isMet(next)) continue;
      parts = types.isMap(next) ? [...next.keys(), ...next.values()] : next;
    } else continue;
    for (const part of parts) if (typeof part === 'object' && part !== null) pending.push(part);
  }
  return value;
}

/** Whether `object` came from a literal or from JSON, of this realm or another, or has no prototype. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === null || prototype === Object.prototype) return true;
  // Only the prototype of all objects has none itself and owns this.
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}
