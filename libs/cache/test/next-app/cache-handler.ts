import { Redis } from 'ioredis';
import { createCache } from '../../src/index.ts';
import { createNextCacheHandler } from '../../src/next/index.ts';
import { redisStore } from '../../src/redis/index.ts';

// Next loads this at build, too, where there is no server.
const url = process.env.REDIS_URL;
const cache = createCache(
  url ? { shared: redisStore(new Redis(url).on('error', () => undefined)) } : {},
);

export default createNextCacheHandler({ cache });
