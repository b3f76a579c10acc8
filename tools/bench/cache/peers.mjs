import { readFileSync } from 'node:fs';

const { dependencies } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** This lib and its peers, by the name of their package. */
export const peers = [
  'unite',
  'bentocache',
  'cacheable',
  'cache-manager',
  'layered-loader',
  'async-cache-dedupe',
];

/** What a table calls a peer. */
export function titleOf(peer) {
  return peer === 'unite' ? '@unite/cache' : `${peer} ${dependencies[peer]}`;
}

/**
 * Opens a cache of memory and Redis.
 *
 * @param {string} peer
 * @param {object} options
 * @param {string} options.url of Redis
 * @param {string} [options.busUrl] of Redis for the messages between processes; default the same
 * @param {string} options.name apart from those of other caches
 * @param {number} [options.ttlMs] in both tiers
 * @param {number} [options.maxEntries] in memory
 * @param {readonly string[]} [options.tags] of every value
 */
export async function openPeer(peer, options) {
  const { open } = await import(`./peers/${peer}.mjs`);
  return open({ busUrl: options.url, ttlMs: 600_000, maxEntries: 10_000, ...options });
}

/** Redis of the stack, without which there is nothing to compare. */
export async function openRedis() {
  const { startRedis } = await import('../../stack/src/redis/redis.ts');
  const redis = await startRedis();
  if (redis.missing) throw new Error(`${redis.missing.what}: ${redis.missing.why}`);
  return redis;
}
