export {
  createCache,
  type Cache,
  type CacheHealth,
  type CacheNames,
  type CacheStats,
} from './cache.ts';
export type { CacheEvent, CacheOptions } from './cache-options.ts';
export { jsonCodec, type Codec } from './codec.ts';
export type { Invalidation } from './coherence/invalidator.ts';
export type {
  CascadeContext,
  CascadeNode,
  CascadePlan,
  EntityDeclaration,
  EntityId,
} from './graph/entity-graph.ts';
export type { Moment } from './coherence/moment.ts';
export { isCacheError, cacheErrorCodes, CacheError, type CacheErrorCode } from './errors.ts';
export type { InvalidationNames } from './invalidation-names.ts';
export type { Loader, LoaderContext } from './loading/loader.ts';
export type { WarmOptions, WarmProgress, WarmResult } from './warming/warm.ts';
export type { NamespaceOptions } from './namespace-options.ts';
export type {
  Explanation,
  GetOptions,
  Namespace,
  NamespaceNames,
  NamespaceStats,
  PopularKey,
  Reading,
} from './namespace.ts';
export type {
  InvalidationBatch,
  LeaseRequest,
  LeaseState,
  LogEntry,
  LogPage,
  LogPosition,
  PatternStep,
  ReadRequest,
  SharedStore,
  StampsSince,
  StoredState,
  StoredWrite,
  TagPatterns,
} from './shared-store.ts';
export type { Clock, Timer } from './clock.ts';
export type { Counts } from './counts.ts';
export type { StalenessView } from './coherence/staleness.ts';
export { glob, type Glob } from './keys/glob.ts';
export type { KeyPart } from './keys/key-part.ts';
export type { KeyOf, PatternOf, PrefixOf } from './keys/key-template.ts';
export type { Layer } from './loading/landing.ts';
export type { Random } from './random.ts';
