import type { components } from '../api/schema.d.ts';
import type { Tone } from '../ui/badge.tsx';
import { sectionPath } from '../shell/sections.ts';

/** What the cache of one API process did, as the API tells it. */
export type Cache = components['schemas']['OperationsCache'];

/** What is known of one key. */
export type CacheExplanation = components['schemas']['CacheExplanation'];

/** A key of the workspace: its namespace, and what stands behind the workspace. */
export type CacheKey = Pick<CacheExplanation, 'namespace' | 'key'>;

/** Where reads are answered, the fastest first, and the fill of each in charts. */
export const layers = [
  { layer: 'memory', name: 'Memory', fill: 'fill-ok' },
  { layer: 'shared', name: 'Redis', fill: 'fill-info' },
  { layer: 'loader', name: 'Database', fill: 'fill-warn' },
] as const;

/** How reads were answered. */
export type Reads = Readonly<Record<(typeof layers)[number]['layer'] | 'stale', number>>;

/** How many reads there were. What is stale came from memory or Redis, and is no hit. */
export function readsIn({ memory, shared, loader, stale }: Reads): number {
  return memory + shared + loader + stale;
}

/** The reads of several minutes or namespaces together. */
export function sumOf(all: readonly Reads[]): Reads {
  const sum = { memory: 0, shared: 0, loader: 0, stale: 0 };
  for (const { memory, shared, loader, stale } of all) {
    sum.memory += memory;
    sum.shared += shared;
    sum.loader += loader;
    sum.stale += stale;
  }
  return sum;
}

/** The part of all reads that was answered without the database, from 0 to 1; undefined of none. */
export function hitRate(reads: Reads): number | undefined {
  const all = readsIn(reads);
  return all === 0 ? undefined : (reads.memory + reads.shared) / all;
}

/** The state of a cache in a few words. */
export const cacheStates: Readonly<Record<Cache['state'], { tone: Tone; text: string }>> = {
  whole: { tone: 'ok', text: 'Memory and Redis' },
  memory: { tone: 'neutral', text: 'Memory alone' },
  'cut-off': { tone: 'warn', text: 'Cut off from Redis' },
  off: { tone: 'neutral', text: 'Off' },
};

/** Where a key, or with none the cache, is shown on the operations page. */
export function cachePath(workspaceId: string, key?: CacheKey): string {
  const page = sectionPath(workspaceId, 'operations');
  return key === undefined ? page : `${page}?${new URLSearchParams(key).toString()}#cache-key`;
}

const namespaces = {
  contacts: 'Contacts, a page',
  contact: 'Contact',
  campaigns: 'Campaigns, a page',
  campaign: 'Campaign',
  counts: 'Count',
} as const satisfies Record<CacheKey['namespace'], string>;

/** What a key is of, for people. */
export function namespaceText(namespace: CacheKey['namespace']): string {
  return namespaces[namespace];
}

/** The key that an address asks to be explained, if it does. */
export function readCacheKey(get: (name: string) => string | undefined): CacheKey | undefined {
  const [namespace, key] = [get('namespace'), get('key')];
  if (!isNamespace(namespace) || key === undefined || key === '') return undefined;
  return { namespace, key };
}

function isNamespace(name: string | undefined): name is CacheKey['namespace'] {
  return name !== undefined && Object.hasOwn(namespaces, name);
}
