import { CacheError } from '../errors.ts';

/** What the keys of one cache are called in Redis. */
export interface RedisNames {
  value(key: string): string;
  /** In the same slot as the value. */
  lease(key: string): string;
  stamp(tag: string): string;
  /** The steps of the tag's stamp. */
  steps(tag: string): string;
  readonly log: string;
}

/**
 * Stamps and log share the hash tag `{name}`, so that Redis Cluster keeps them in one slot, where a script can write
 * all of them. Values are spread, each with its lease: keys come percent-encoded and so without braces of their own.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID for a name with other characters than letters, digits, `_`, `.`, `:`, `-`
 */
export function redisNames(name: string): RedisNames {
  if (!/^[\w.:-]{1,100}$/.test(name)) {
    const why = 'is not 1 to 100 letters, digits, "_", ".", ":" or "-"';
    throw new CacheError('CACHE_OPTION_INVALID', `name ${JSON.stringify(name)} ${why}`);
  }
  return {
    value: (key) => `${name}:v:{${key}}`,
    lease: (key) => `${name}:l:{${key}}`,
    stamp: (tag) => `{${name}}:s:${tag}`,
    steps: (tag) => `{${name}}:m:${tag}`,
    log: `{${name}}:log`,
  };
}
