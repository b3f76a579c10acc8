export { createNextCacheHandler, type NextCacheHandlerOptions } from './next-cache-handler.ts';
export type { NextCacheEntry, NextCacheHandler } from './next-types.ts';
export { isCacheError, cacheErrorCodes, CacheError, type CacheErrorCode } from '../errors.ts';
export type { Clock, Timer } from '../clock.ts';
