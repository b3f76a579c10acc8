import { Redis } from 'ioredis';

/** What one look at Redis found. */
export type RedisLook =
  | {
      readonly status: 'up';
      readonly latencyMs: number;
      readonly version: string | null;
      readonly usedMemoryBytes: number | null;
    }
  | { readonly status: 'down' };

/**
 * Looks at Redis through a connection of its own that tries once.
 *
 * @param limitMs Longest time for connecting and for the answer, in milliseconds.
 */
export async function lookAtRedis(url: string, limitMs: number): Promise<RedisLook> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: limitMs,
    commandTimeout: limitMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  // ioredis prints what nobody listens to.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const askedAt = performance.now();
    const info = await redis.info();
    const memory = field(info, 'used_memory');
    return {
      status: 'up',
      latencyMs: performance.now() - askedAt,
      version: field(info, 'valkey_version') ?? field(info, 'redis_version'),
      usedMemoryBytes: memory === null ? null : Number(memory),
    };
  } catch {
    return { status: 'down' };
  } finally {
    redis.disconnect();
  }
}

function field(info: string, name: string): string | null {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? null;
}
