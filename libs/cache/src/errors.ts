/** Every code that this lib throws; README.md says when, and what to do. */
export const cacheErrorCodes = [
  'CACHE_OPTION_INVALID',
  'CACHE_KEY_INVALID',
  'CACHE_REENTRANT',
  'CACHE_LOAD_TIMEOUT',
  'CACHE_LOAD_INVALID',
  'CACHE_UNAVAILABLE',
  'CACHE_UNCONFIRMED',
  'CACHE_CASCADE_TOO_WIDE',
  'CACHE_OUTSIDE_TRANSACTION',
  'CACHE_CLOSED',
] as const;

/** Stable across releases: match on it instead of on the message. */
export type CacheErrorCode = (typeof cacheErrorCodes)[number];

/** The same symbol in every copy of this package, ESM or CommonJS, so that each knows the others' errors. */
const brand = Symbol.for('@unite/cache.error');

/** What this lib throws. */
export class CacheError extends Error {
  override readonly name = 'CacheError';
  readonly code: CacheErrorCode;

  constructor(code: CacheErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` was thrown by this lib, in any of its copies, and has `code` when one is given. */
export function isCacheError(error: unknown, code?: CacheErrorCode): error is CacheError {
  if (typeof error !== 'object' || error === null || !(brand in error)) return false;
  return code === undefined || ('code' in error && error.code === code);
}
