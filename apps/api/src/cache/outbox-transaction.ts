import type { OutboxTransaction } from '@unite/cache/postgres';
import { CompiledQuery, type Transaction } from 'kysely';

import type { Database } from '../db/schema.ts';

/** A transaction as an outbox takes it. Kysely hands one out between its beginning and its end only. */
export function outboxTransaction(trx: Transaction<Database>): OutboxTransaction {
  return {
    query: (text, values = []) => trx.executeQuery(CompiledQuery.raw(text, values)),
    getTransactionStatus: () => 'T',
  };
}
