/** How the values of a namespace are written for the shared server. `sealedCodec` of `@unite/cache/sealed` hides them from it. */
export interface Codec<V> {
  /**
   * @param name of the value: its namespace and key
   * @throws when the value cannot be written; it is kept in memory alone then
   */
  encode(value: V, name: string): string;
  /**
   * @param name under which `text` was found
   * @throws when `text` is nothing that {@link encode} wrote; the value is loaded again then
   */
  decode(text: string, name: string): V;
}

/** What `codec` makes of `value`; undefined where it cannot write it. */
export function encodeIfPossible<V>(codec: Codec<V>, value: V, name: string): string | undefined {
  try {
    const text: unknown = codec.encode(value, name);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** `"__proto__":` as JSON writes it, which no application's value has and an attacker's has. */
const prototypeKey = /"__proto__"\s*:/;

/** A letter or sign of ASCII written as an escape, which JSON.stringify never does: it may hide a key. */
const hiddenLetter = /(?<!\\)(?:\\\\)*\\u00[2-7]/i;

/**
 * JSON. What JSON changes (`Date`, `Map`, `NaN`, `undefined` in an object) comes back from the shared server otherwise
 * than from memory: give a codec of your own for such values.
 */
export function jsonCodec<V>(): Codec<V> {
  return {
    encode: (value) => JSON.stringify(value),
    decode(text) {
      // Nearly no text has either, and to look for letters takes a fifth of what a pattern takes.
      const isSuspect = text.includes('__proto__') || text.includes('\\u00');
      if (isSuspect && (prototypeKey.test(text) || hiddenLetter.test(text)))
        throw new SyntaxError('a value with a key __proto__');
      return JSON.parse(text); // V by what encode was given
    },
  };
}
