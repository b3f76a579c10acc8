import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
} from '@opentelemetry/semantic-conventions';

import type { SpanDescription } from '../span-description.ts';
import { maxTextChars, readSql, type SqlText } from './sql-text.ts';

/**
 * What the span of a statement says. The statement is read when that is asked for: looking it up among those that are
 * known hashes all of it, which takes longer than all else of its span.
 */
export class StatementDescription implements SpanDescription {
  readonly #connection: Attributes;
  readonly #statement: string | SqlText;

  /** @param connection attributes of whoever the statement is given to */
  constructor(connection: Attributes, statement: string) {
    this.#connection = connection;
    // What waits to be read is no longer than what was read.
    this.#statement = statement.length > maxTextChars ? readSql(statement) : statement;
  }

  get operation(): string {
    return this.#read().operation;
  }

  get name(): string {
    const { operation, target } = this.#read();
    return target === undefined ? operation : `${operation} ${target}`;
  }

  get attributes(): Attributes {
    const { operation, target, text } = this.#read();
    return {
      ...this.#connection,
      [ATTR_DB_OPERATION_NAME]: operation,
      [ATTR_DB_COLLECTION_NAME]: target,
      [ATTR_DB_QUERY_TEXT]: text,
    };
  }

  #read(): SqlText {
    return typeof this.#statement === 'string' ? readSql(this.#statement) : this.#statement;
  }
}
