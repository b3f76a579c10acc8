export { redisStore } from './redis-store.ts';
export { type RedisConnection } from './commands.ts';
export { type RedisStoreOptions } from './redis-store-options.ts';
export { isCacheError, cacheErrorCodes, CacheError, type CacheErrorCode } from '../errors.ts';
