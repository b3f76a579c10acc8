import { createCache } from './cache.ts';
import { resolveCacheOptions } from './cache-options.ts';
import { jsonCodec } from './codec.ts';

const invalid = expect.objectContaining({ code: 'CACHE_OPTION_INVALID' });

/** Options of a caller without types. */
const namespaceWith = (options: object) => () =>
  createCache().namespace('items', { key: '{id}', codec: jsonCodec(), ...options } as never);

describe('an option of a cache', () => {
  it.each([
    { maxBytes: 0 },
    { maxBytes: 1.5 },
    { heartbeatMs: 9 },
    { heartbeatMs: 2501 },
    { maxStalenessMs: 999 },
    { maxStalenessMs: 5001 },
    { heartbeatMs: 100, maxStalenessMs: 199 },
    { sharedTimeoutMs: 0 },
    { confirmTimeoutMs: NaN },
    { maxPending: 0 },
    { bypassConcurrency: 0 },
    { maxBytes: '1000' },
    { maxByte: 1000 },
  ])('is refused as %j', (options) => {
    expect(() => createCache(options as never)).toThrow(invalid);
  });

  it('has the default that is declared', () => {
    expect(resolveCacheOptions({})).toMatchObject({
      maxBytes: 67_108_864,
      maxStalenessMs: 2000,
      heartbeatMs: 500,
      sharedTimeoutMs: 50,
      confirmTimeoutMs: 1000,
      throwOnUnconfirmed: false,
      maxPending: 10_000,
      bypassConcurrency: 32,
    });
    expect(resolveCacheOptions({ heartbeatMs: 2000 })).toMatchObject({ maxStalenessMs: 4000 });
  });
});

describe('an option of a namespace', () => {
  it.each([
    { ttlMs: 0 },
    { ttlMs: 2 ** 31 },
    { ttlMs: 1000, sharedTtlMs: 999 },
    { graceMs: -1 },
    { jitter: 1 },
    { softTimeoutMs: -1 },
    { hardTimeoutMs: 0 },
    { leaseWaitMs: -1 },
    { refreshAhead: 101 },
    { negativeTtlMs: NaN },
    { errorTtlMs: -1 },
    { retryMs: Infinity },
    { maxEntries: 0 },
    { maxEntries: 2.5 },
    { maxEntryBytes: 0 },
    { version: -1 },
    { eviction: 'fifo' },
    { copy: 'deep' },
    { onPartition: 'ignore' },
    { codec: undefined },
    { codec: { encode: JSON.stringify } },
    { ttl: 1000 },
  ])('is refused as %j, by a message that names the namespace', (options) => {
    expect(namespaceWith(options)).toThrow(invalid);
    expect(namespaceWith(options)).toThrow(/namespace "items"/);
  });

  it('may be absent', () => {
    expect(namespaceWith({})).not.toThrow();
  });

  it('does not make a namespace of a name that is taken', () => {
    const cache = createCache();
    const options = { key: '{id}', codec: jsonCodec() } as const; // keeps the template
    cache.namespace('items', options);
    expect(() => cache.namespace('items', options)).toThrow(invalid);
  });
});
