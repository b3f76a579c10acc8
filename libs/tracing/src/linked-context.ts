import type { Context } from '@opentelemetry/api';

/**
 * A context that holds one value and knows the one that it was made of. The API's own copies all values into a new map
 * for each; requests have few, and most are never looked up.
 */
export class LinkedContext implements Context {
  readonly #parent: LinkedContext | undefined;
  readonly #key: symbol | undefined;
  readonly #value: unknown;

  constructor(parent?: LinkedContext, key?: symbol, value?: unknown) {
    this.#parent = parent;
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the walk starts here.
    let at: LinkedContext | undefined = this;
    while (at !== undefined) {
      if (at.#key === key) return at.#value;
      at = at.#parent;
    }
    return undefined;
  }

  setValue(key: symbol, value: unknown): Context {
    return new LinkedContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new LinkedContext(this, key, undefined);
  }
}

/** What contexts of requests are made of: it is empty. */
export const rootContext: Context = new LinkedContext();
