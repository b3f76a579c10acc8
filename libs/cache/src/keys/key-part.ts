import { CacheError } from '../errors.ts';

/** What may stand for a placeholder. Compared as text: 1, 1n and '1' are the same, and so are true and 'true'. */
export type KeyPart = string | number | bigint | boolean;

/** What stands as it is: nothing here separates parts, marks an escape, or means something to Redis. */
const plain = /^[\w.~-]+$/;

/** From here on, a number's text has an exponent, and a sign that is escaped. */
const exponentFrom = 1e21;

/**
 * The text of `value` in names: percent-encoded (RFC 3986, section 2.1), but for the unreserved characters. No two
 * values that differ as text share one, none is empty, and none contains a separator, a brace or a glob character.
 *
 * @param field what the value is of: named by the error, which never shows the value
 * @throws {CacheError} CACHE_KEY_INVALID when it is missing, empty, of another type, not finite, or half a surrogate pair
 */
export function encodePart(field: string, value: unknown): string {
  if (typeof value === 'string') return plain.test(value) ? value : encodeText(field, value);
  if (typeof value === 'number') return encodeNumber(field, value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return `${value}`;
  throw invalid(field, value == null ? 'is missing' : `is of type ${typeof value}`);
}

/** What {@link encodePart} made a part from, as text; undefined for what it cannot have made. */
export function decodePart(text: string): string | undefined {
  if (plain.test(text)) return text;
  try {
    const value = decodeURIComponent(text);
    return value !== '' && encodePart('', value) === text ? value : undefined;
  } catch {
    // The only error of decodeURIComponent is about the text: it was not encoded here.
    return undefined;
  }
}

function encodeText(field: string, value: string): string {
  if (value === '') throw invalid(field, 'is empty');
  if (!value.isWellFormed()) throw invalid(field, 'contains half a surrogate pair');
  return encodeURIComponent(value).replace(/[!'()*]/g, escapeSymbol);
}

/** encodeURIComponent leaves these as RFC 2396 did; * and the parentheses would be read as patterns. */
const escapeSymbol = (symbol: string): string =>
  `%${symbol.charCodeAt(0).toString(16).toUpperCase()}`;

function encodeNumber(field: string, value: number): string {
  if (value < exponentFrom && value > -exponentFrom) return `${value}`;
  if (Number.isFinite(value)) return encodeText(field, `${value}`);
  throw invalid(field, 'is no finite number');
}

const invalid = (field: string, problem: string): CacheError =>
  new CacheError('CACHE_KEY_INVALID', `${field} ${problem}; give a filled string or a number`);
