import { checkChoice, checkNumber } from './check-option.ts';
import type { Codec } from './codec.ts';
import { CacheError } from './errors.ts';
import type { EntityGraph } from './graph/entity-graph.ts';
import type { KeyPart } from './keys/key-part.ts';
import type { KeyOf } from './keys/key-template.ts';
import { protectionOf, type Protection } from './memory/immutable.ts';
import type { NamespaceOptions } from './namespace-options.ts';

/** {@link NamespaceOptions} with every default in place. */
export interface ResolvedNamespace<Template extends string, V> {
  readonly name: string;
  readonly codec: Codec<V>;
  readonly protection: Protection;
  readonly ttlMs: number;
  readonly sharedTtlMs: number;
  readonly graceMs: number;
  readonly jitter: number;
  readonly softTimeoutMs: number | undefined;
  readonly hardTimeoutMs: number;
  readonly leaseWaitMs: number;
  readonly refreshAhead: number;
  readonly negativeTtlMs: number | undefined;
  readonly errorTtlMs: number;
  readonly retryMs: number;
  readonly maxEntries: number;
  readonly maxEntryBytes: number;
  readonly eviction: 'lru' | 'sieve';
  readonly version: number;
  readonly onPartition: 'bypass' | 'serve-stale' | 'fail';
  /** The tag of the namespace. */
  readonly ownTag: string;
  /** The tags of all its values: of the cache, and of the namespace. */
  readonly ownTags: readonly string[];
  /** The tags that a key tells by the options. */
  readonly tagsOf: (key: KeyOf<Template>) => readonly string[];
}

/** The tag of everything in a cache. */
export const rootTag = '*';

/** The tag that a user calls `tag`. */
export function userTag(tag: string): string {
  return `t:${tag}`;
}

/** The tag of the namespace whose names begin with `name`. */
export function namespaceTag(name: string): string {
  return `n:${name}`;
}

/** The tag of all values that `pattern` may match. */
export function tagOfPattern(pattern: string): string {
  return namespaceTag(pattern.slice(0, pattern.indexOf(':')));
}

/**
 * Checks `options` and fills in what is absent.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID, naming the option and its range
 */
export function resolveNamespace<Template extends string, V>(
  name: string,
  options: NamespaceOptions<Template, V>,
  { graph, tenant }: { readonly graph: EntityGraph; readonly tenant: string | undefined },
): ResolvedNamespace<Template, V> {
  const at = (option: string) => `${option} of namespace "${name}"`;
  const ms = (option: string, value: number, min = 0) =>
    checkNumber(at(option), value, { min, max: maxMs });
  const optionalMs = (option: string, value: number | undefined) =>
    value === undefined ? undefined : ms(option, value);
  const unknown = Object.keys(options).find((option) => !optionNames.has(option));
  if (unknown) {
    throw new CacheError('CACHE_OPTION_INVALID', `namespace "${name}" has no option ${unknown}`);
  }
  const ttlMs = ms('ttlMs', options.ttlMs ?? 300_000, 1);
  const ownTag = namespaceTag(name);
  if (typeof options.codec?.encode !== 'function' || typeof options.codec.decode !== 'function') {
    throw new CacheError(
      'CACHE_OPTION_INVALID',
      `${at('codec')} lacks encode or decode; give jsonCodec<YourType>()`,
    );
  }
  return {
    name,
    codec: options.codec,
    protection: protectionOf(checkChoice(at('copy'), options.copy ?? 'freeze', copies)),
    ttlMs,
    sharedTtlMs: ms('sharedTtlMs', options.sharedTtlMs ?? Math.min(ttlMs * 3, maxMs), ttlMs),
    graceMs: ms('graceMs', options.graceMs ?? 0),
    jitter: checkNumber(at('jitter'), options.jitter ?? 0.05, { min: 0, max: 0.9 }),
    softTimeoutMs: optionalMs('softTimeoutMs', options.softTimeoutMs),
    hardTimeoutMs: ms('hardTimeoutMs', options.hardTimeoutMs ?? 30_000, 1),
    leaseWaitMs: ms('leaseWaitMs', options.leaseWaitMs ?? 2000),
    refreshAhead: checkNumber(at('refreshAhead'), options.refreshAhead ?? 0, { min: 0, max: 100 }),
    negativeTtlMs: optionalMs('negativeTtlMs', options.negativeTtlMs),
    errorTtlMs: ms('errorTtlMs', options.errorTtlMs ?? 0),
    retryMs: ms('retryMs', options.retryMs ?? 1000),
    maxEntries: checkNumber(at('maxEntries'), options.maxEntries ?? 500, { min: 1, isWhole: true }),
    maxEntryBytes: checkNumber(at('maxEntryBytes'), options.maxEntryBytes ?? 2 ** 20, {
      min: 1,
      isWhole: true,
    }),
    eviction: checkChoice(at('eviction'), options.eviction ?? 'lru', evictions),
    version: checkNumber(at('version'), options.version ?? 1, { min: 0, isWhole: true }),
    onPartition: checkChoice(at('onPartition'), options.onPartition ?? 'bypass', policies),
    ownTag,
    ownTags: [rootTag, ownTag],
    tagsOf: tagsBy(options, graph, tenant),
  };
}

const copies = ['freeze', 'clone', 'none'] as const;
const evictions = ['lru', 'sieve'] as const;
const policies = ['bypass', 'serve-stale', 'fail'] as const;

/** Every option there is: the compiler compares them with those that are declared. */
const known: Readonly<Record<keyof NamespaceOptions<string, unknown>, true>> = {
  key: true,
  codec: true,
  ttlMs: true,
  sharedTtlMs: true,
  graceMs: true,
  jitter: true,
  softTimeoutMs: true,
  hardTimeoutMs: true,
  leaseWaitMs: true,
  refreshAhead: true,
  negativeTtlMs: true,
  errorTtlMs: true,
  retryMs: true,
  maxEntries: true,
  maxEntryBytes: true,
  eviction: true,
  version: true,
  copy: true,
  tags: true,
  entities: true,
  dependsOn: true,
  onPartition: true,
  isGlobal: true,
};
const optionNames = new Set(Object.keys(known));

/** The longest a timer of Node can wait: 24.8 days. */
const maxMs = 2 ** 31 - 1;

function tagsBy<Template extends string, V>(
  { tags, entities, dependsOn = [] }: NamespaceOptions<Template, V>,
  graph: EntityGraph,
  tenant: string | undefined,
): (key: KeyOf<Template>) => readonly string[] {
  const tenantOf = (key: Readonly<Record<string, KeyPart>>) =>
    tenant === undefined ? undefined : key[tenant];
  return (key) => [
    ...(tags?.(key) ?? []).map(userTag),
    ...Object.entries(entities?.(key) ?? {}).flatMap(([entity, ids]) =>
      [ids].flat().map((id) => graph.tagOf(entity, id)),
    ),
    ...dependsOn.map((entity) => graph.anyTagOf(entity, tenantOf(key))),
  ];
}
