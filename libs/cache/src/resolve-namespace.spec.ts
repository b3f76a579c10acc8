import { jsonCodec } from './codec.ts';
import { createEntityGraph } from './graph/entity-graph.ts';
import type { NamespaceOptions } from './namespace-options.ts';
import { resolveNamespace } from './resolve-namespace.ts';

const graph = createEntityGraph({
  entities: { contact: {}, company: {} },
  tenantField: 'workspace',
  maxNodes: 100,
});
type Options = Partial<NamespaceOptions<'{workspace}:{id}', string>>;
const resolve = (options: Options = {}, tenant: string | undefined = 'workspace') =>
  resolveNamespace<'{workspace}:{id}', string>(
    'items',
    { key: '{workspace}:{id}', codec: jsonCodec<string>(), ...options },
    { graph, tenant },
  );

describe('what is absent from the options of a namespace', () => {
  it('has the default that is declared', () => {
    expect(resolve()).toMatchObject({
      ttlMs: 300_000,
      sharedTtlMs: 900_000,
      graceMs: 0,
      jitter: 0.05,
      softTimeoutMs: undefined,
      hardTimeoutMs: 30_000,
      leaseWaitMs: 2000,
      refreshAhead: 0,
      negativeTtlMs: undefined,
      errorTtlMs: 0,
      retryMs: 1000,
      maxEntries: 500,
      maxEntryBytes: 1_048_576,
      eviction: 'lru',
      version: 1,
      onPartition: 'bypass',
    });
  });

  it('follows from what is there: the life in the shared server from that in memory', () => {
    expect(resolve({ ttlMs: 1000 }).sharedTtlMs).toBe(3000);
    expect(resolve({ ttlMs: 2 ** 31 - 1 }).sharedTtlMs).toBe(2 ** 31 - 1);
  });
});

describe('the tags that options tell', () => {
  const key = { workspace: 'w1', id: 7 };

  it('are those of everything and of the namespace, for all keys', () => {
    const { ownTags, ownTag, tagsOf } = resolve();
    expect([ownTags, ownTag, tagsOf(key)]).toEqual([['*', 'n:items'], 'n:items', []]);
  });

  it('are the user’s, those of entities, and one for all of a kind in the tenant', () => {
    const { tagsOf } = resolve({
      tags: ({ id }) => [`of-${id}`],
      entities: ({ id }) => ({ contact: [String(id), 8], company: 'c' }),
      dependsOn: ['contact'],
    });
    expect(tagsOf(key)).toEqual([
      't:of-7',
      graph.tagOf('contact', 7),
      graph.tagOf('contact', 8),
      graph.tagOf('company', 'c'),
      graph.anyTagOf('contact', 'w1'),
    ]);
  });

  it('are the same as the cascade of the entity ends', () => {
    const { tagsOf } = resolve({ dependsOn: ['company'] });
    const { tags } = graph.cascade('company', 'c', { workspace: 'w1' });
    expect(tags).toEqual(expect.arrayContaining([...tagsOf(key)]));
    const elsewhere = graph.cascade('company', 'c', { workspace: 'w2' });
    expect(elsewhere.tags).not.toEqual(expect.arrayContaining([...tagsOf(key)]));
  });
});
