import { AsyncLocalStorage } from 'node:async_hooks';

/** What follows one request or job through everything that it starts: values by the key of their slot. */
type Frame = Record<symbol, unknown>;

/** Something that frames are begun for, e.g. a request: it leads to its frame, not the frame to it. */
type Owner = object & { [frameKey]?: Frame };

const frameKey = Symbol.for('@unite/apm.context.frame@1');
const place = Symbol.for('@unite/apm.context@1');

// The one place where copies of this package meet, ESM and CommonJS; nobody else writes under this symbol.
const shared = globalThis as { [place]?: AsyncLocalStorage<Frame> };
const storage = (shared[place] ??= new AsyncLocalStorage());

/** One of the values that follow asynchronous calls, all of which are in one `AsyncLocalStorage`. */
export interface ContextSlot<Value> {
  /** The value that holds here; undefined where none does. */
  get(): Value | undefined;
  /** Runs `work` with `value`; whatever is in other slots holds on. */
  run<Result>(value: Value, work: () => Result): Result;
  /**
   * Runs `work` for `owner`, e.g. a request, with `value` and with nothing in other slots: who follows may put in
   * theirs with {@link ContextSlot.claim} instead of a `run` of their own.
   */
  begin<Result>(owner: object, value: Value, work: () => Result): Result;
  /**
   * Puts in `value` for all that is still to come of what was begun for `owner`.
   * @returns false where that has not been begun, is not what runs now, or has a value already: use `run` then
   */
  claim(owner: object, value: Value): boolean;
}

/**
 * Creates a slot.
 * @param key the same for slots that are one in all copies of a package; default: of its own
 */
export function createContextSlot<Value>(key = Symbol('slot')): ContextSlot<Value> {
  return {
    // Under this key only this slot writes.
    get: () => storage.getStore()?.[key] as Value | undefined,
    run: (value, work) => storage.run({ ...storage.getStore(), [key]: value }, work),
    begin(owner: Owner, value, work) {
      const frame: Frame = { [key]: value };
      owner[frameKey] = frame;
      return storage.run(frame, work);
    },
    claim(owner: Owner, value) {
      const frame = storage.getStore();
      if (frame === undefined || owner[frameKey] !== frame || key in frame) return false;
      frame[key] = value;
      return true;
    },
  };
}

/** Makes a function that runs with what is in all slots now, whoever calls it: for queues and pools. */
export function bindContext<Args extends unknown[], Result>(
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  const frame = storage.getStore() ?? {};
  return function bound(this: unknown, ...args) {
    return storage.run(frame, () => Reflect.apply(work, this, args));
  };
}
