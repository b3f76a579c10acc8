import { encodePart, type KeyPart } from './key-part.ts';

/** Stands for the parts of keys that match it; made by {@link glob}. */
export interface Glob {
  /** As in names, percent-encoded, but for each `*`. */
  readonly encoded: string;
}

/**
 * A pattern for one part of a key, as a tagged template: each `*` stands for any text, also for none. All other
 * characters stand for themselves, and so does all of what is interpolated, whatever it contains:
 * `` glob`${year}-*` ``.
 *
 * @throws {CacheError} CACHE_KEY_INVALID when a value is empty or cannot be in a key
 */
export function glob(texts: TemplateStringsArray, ...values: readonly KeyPart[]): Glob {
  const encode = (text: string) => (text === '' ? '' : encodePart('a glob', text));
  const written = texts.map((text) => text.split('*').map(encode).join('*'));
  const filled = values.map((value, at) => encodePart(`value ${at + 1} of a glob`, value));
  const encoded = written.map((text, at) => text + (filled[at] ?? '')).join('');
  return { encoded: encoded.replaceAll(/\*+/g, '*') };
}

/** Tells a glob from a part that is given exactly. */
export function isGlob(part: unknown): part is Glob {
  return typeof part === 'object' && part !== null && 'encoded' in part;
}
