import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';

import { startDescribedSpan } from '../span-description.ts';
import { errorTypeOf } from './error-type.ts';

/** A client of `pg`, as far as a transaction is concerned. */
export interface TransactionClient {
  once?(event: 'end', listener: () => void): unknown;
  [openKey]?: Transaction | undefined;
  [watchedKey]?: true;
}

/** A transaction that has begun, or is about to. */
export interface Transaction {
  /** The parent of a statement that is given in `active`. */
  parentIn(active: Context): Context;
  /**
   * The statement that ends it was answered, or has failed. What the database `did`, as far as it is known, can be
   * another thing than it was `asked`: it answers `ROLLBACK` to a `COMMIT` after an error.
   */
  answered(error: unknown, asked: string, did?: unknown): void;
  /** It could not begin. */
  failed(error: unknown): void;
  /** Whoever had the connection has given it back. */
  left(): void;
  /** The connection has ended; the database rolls back what it leaves behind. */
  lost(): void;
}

/** Where a client has its open transaction, in any copy of this lib. */
const openKey = Symbol.for('@unite/tracing.pg.transaction');
/** On a client whose end is listened to, once for all of its transactions. */
const watchedKey = Symbol.for('@unite/tracing.pg.transaction.watched');

/** Name of the attribute that says how a transaction ended: `committed` or `rolled_back`. */
const outcomeAttribute = 'unite.transaction.outcome';

/** The transaction that a statement given now belongs to. */
export function openTransaction(client: TransactionClient): Transaction | undefined {
  return client[openKey];
}

/** From now on, statements belong to none: the one that ends it was given. */
export function closeTransaction(client: TransactionClient): void {
  client[openKey] = undefined;
}

/** Begins the span of a transaction, within which its statements lie. */
export function beginTransaction(
  client: TransactionClient,
  { tracer, active, attributes }: { tracer: Tracer; active: Context; attributes: Attributes },
): Transaction {
  const description = { name: 'pg.transaction', attributes };
  const span = startDescribedSpan(tracer, description, SpanKind.INTERNAL, active);
  const caller = trace.getSpan(active);
  const within = trace.setSpan(active, span);
  let isOpen = true;

  const finish = (outcome: 'committed' | 'rolled_back', errorType?: string): void => {
    if (!isOpen) return;
    isOpen = false;
    if (client[openKey] === transaction) closeTransaction(client);
    span.setAttribute(outcomeAttribute, outcome);
    if (errorType !== undefined) failSpan(span, errorType);
    span.end();
  };
  const transaction: Transaction = {
    // A span that the caller has begun in between is the nearer parent.
    parentIn: (now) => (trace.getSpan(now) === caller ? within : now),
    answered(error, asked, did = asked) {
      if (error !== undefined && error !== null) finish('rolled_back', errorTypeOf(error));
      else if (!isRollback(did)) finish('committed');
      else finish('rolled_back', isRollback(asked) ? undefined : 'commit_rolled_back');
    },
    failed: (error) => finish('rolled_back', errorTypeOf(error)),
    left: () => finish('rolled_back', 'transaction_left_open'),
    lost: () => finish('rolled_back', 'connection_lost'),
  };
  if (client[watchedKey] !== true) {
    client[watchedKey] = true;
    client.once?.('end', () => openTransaction(client)?.lost());
  }
  client[openKey] = transaction;
  return transaction;
}

function isRollback(command: unknown): boolean {
  return command === 'ROLLBACK' || command === 'ABORT';
}

function failSpan(span: Span, errorType: string): void {
  span.setAttribute(ATTR_ERROR_TYPE, errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
