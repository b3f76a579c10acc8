import { CacheError, isCacheError } from './errors.ts';

const tooLong = new CacheError('CACHE_KEY_INVALID', 'too long');

describe('an error of cache', () => {
  it('is told from others by its brand', () => {
    expect(isCacheError(tooLong)).toBe(true);
    expect(isCacheError(new Error('too long'))).toBe(false);
    expect(isCacheError(null)).toBe(false);
    expect(isCacheError('CACHE_KEY_INVALID')).toBe(false);
  });

  it('is told from its siblings by its code', () => {
    expect(isCacheError(tooLong, 'CACHE_KEY_INVALID')).toBe(true);
    expect(isCacheError(tooLong, 'CACHE_OPTION_INVALID')).toBe(false);
  });

  it('keeps the error that caused it', () => {
    const cause = new Error('below');
    expect(new CacheError('CACHE_KEY_INVALID', 'above', { cause }).cause).toBe(cause);
  });
});
