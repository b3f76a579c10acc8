import type { CacheEvent, CacheHealth } from '@unite/cache';
import type { FastifyBaseLogger } from 'fastify';

/** Logs what becomes of a cache: one line when it loses Redis, or its outbox, and one when it is whole again. */
export interface CacheLog {
  /** Of the connection, beside the cache's own events. */
  failed(error: unknown): void;
  /** The outbox could not be looked into. */
  outboxFailed(error: unknown): void;
  /** It could. */
  outboxWorked(): void;
  onEvent(event: CacheEvent): void;
  /** Compares with the last time; to be called about once a second. */
  look(health: CacheHealth): void;
}

/** A log of a cache that is taken for whole until a look says otherwise. */
export function createCacheLog(logger: Pick<FastifyBaseLogger, 'info' | 'warn'>): CacheLog {
  let wasWhole = true;
  let lastError: unknown;
  let hasOutbox = true;

  return {
    failed: (error) => (lastError = error),
    outboxFailed(err) {
      if (hasOutbox) logger.warn({ err }, 'cache outbox cannot be read; what it holds waits');
      hasOutbox = false;
    },
    outboxWorked() {
      if (!hasOutbox) logger.info('cache outbox can be read again');
      hasOutbox = true;
    },
    onEvent(event) {
      if ('error' in event) lastError = event.error;
      if (event.kind === 'stream-begun' && event.isLost) {
        logger.warn('Redis lost invalidations; everything cached was ended');
      }
    },
    look(health) {
      if (isWhole(health) === wasWhole) return;
      wasWhole = isWhole(health);
      if (wasWhole) logger.info('cache works with Redis again');
      else {
        const { isLive, isSharedAvailable, pending } = health;
        const state = { isLive, isSharedAvailable, pending };
        const message = 'cache lost Redis; the database answers until it is back';
        logger.warn({ ...state, ...(lastError !== undefined && { err: lastError }) }, message);
      }
      lastError = undefined;
    },
  };
}

/** Whether memory may be served, Redis answers, and has confirmed all invalidations. */
export function isWhole({ isLive, isSharedAvailable, pending }: CacheHealth): boolean {
  return isLive && isSharedAvailable && pending === 0;
}
