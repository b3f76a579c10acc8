export {
  createOutbox,
  type Committing,
  type Outbox,
  type OutboxBacklog,
  type OutboxOptions,
} from './outbox.ts';
export { outboxTable } from './outbox-table.ts';
export type {
  OutboxConnection,
  OutboxPool,
  OutboxTransaction,
  Query,
  TransactionStatus,
} from './database.ts';
export { isCacheError, cacheErrorCodes, CacheError, type CacheErrorCode } from '../errors.ts';
export type { Clock, Timer } from '../clock.ts';
