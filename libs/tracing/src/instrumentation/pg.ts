import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
  ATTR_DB_NAMESPACE,
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions';

import { startDescribedSpan } from '../span-description.ts';
import { errorTypeOf } from './error-type.ts';
import {
  beginTransaction,
  closeTransaction,
  openTransaction,
  type TransactionClient,
} from './pg-transaction.ts';
import { StatementDescription } from './statement-description.ts';
import { transactionStep } from './transaction-step.ts';

/** What is instrumented: the exports of `pg` 8, handed in so that it works in a bundle, too. */
export interface PgModule {
  readonly Client: { readonly prototype: object };
  readonly Pool: { readonly prototype: object };
}

/** Options of {@link instrumentPg}. */
export interface PgOptions {
  /** Default: that of the registered provider. */
  readonly tracer?: Tracer;
}

interface PgClient extends TransactionClient {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  [connectionKey]?: Attributes;
}

interface PgPool {
  readonly idleCount: number;
  /** Those who wait already; each of them takes one that is idle. */
  readonly waitingCount: number;
  on?(event: 'release', listener: (error: unknown, client: TransactionClient) => void): unknown;
  [watchedKey]?: true;
}

/** A query object that the client is given whole, e.g. a cursor. */
interface Submittable {
  readonly text?: unknown;
  handleError?: Callback;
  handleReadyForQuery?: Callback;
}

type Method = (this: object, ...args: unknown[]) => unknown;
type Callback = (...args: unknown[]) => unknown;

const mark = Symbol.for('@unite/tracing.pg');
const watchedKey = Symbol.for('@unite/tracing.pg.watched');
/** What spans say of a client's connection, made once. */
const connectionKey = Symbol.for('@unite/tracing.pg.connection');

/**
 * Makes one span of each query of `pg`, whichever way it is given, also of a cursor from its query to its end; one of
 * each transaction, in which its statements lie; and one of each wait for a connection of a pool.
 * Works by the module that it is handed, in ESM, CommonJS and bundles. A second call changes nothing.
 *
 * @example import pg from 'pg'; instrumentPg(pg);
 */
export function instrumentPg(pg: PgModule, { tracer }: PgOptions = {}): void {
  const tracerOf = () => tracer ?? trace.getTracer('@unite/tracing/pg');
  replace(pg.Client.prototype, 'query', (query) => tracedQuery(query, tracerOf));
  replace(pg.Pool.prototype, 'connect', (connect) => tracedConnect(connect, tracerOf));
}

function replace(prototype: object, name: string, wrap: (method: Method) => Method): void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function' || mark in method) return;
  Reflect.set(prototype, name, Object.assign(wrap(method as Method), { [mark]: true })); // it is a function
}

function tracedQuery(query: Method, tracerOf: () => Tracer): Method {
  return function tracedClientQuery(this: object, ...args) {
    const active = context.active();
    const [config] = args;
    if (isTracingSuppressed(active) || config === null || config === undefined) {
      return Reflect.apply(query, this, args);
    }
    const end = startQuery(tracerOf(), this as PgClient, config, active); // it is the method of one
    const callback = args.findLastIndex((arg) => typeof arg === 'function');
    if (callback === -1 && typeof config === 'string' && makesUsualPromises(this)) {
      return promised((answer) => Reflect.apply(query, this, [config, args[1], answer]), end);
    }
    try {
      if (isSubmittable(config)) endWith(config, end);
      else if (callback !== -1) args[callback] = ended(args[callback] as Callback, end); // a function
      const result = Reflect.apply(query, this, args);
      if (callback === -1 && isThenable(result)) {
        result.then((answer) => end(undefined, answer), end);
      }
      return result;
    } catch (error) {
      end(error);
      throw error;
    }
  };
}

/**
 * Makes the promise that pg makes (lib/client.js, `query`), of a callback. To listen to pg's own would take one more
 * for each query, and whoever watches promises, as `@unite/apm` does to book what requests cost, is told of each.
 */
function promised(ask: (answer: Callback) => void, end: End): Promise<unknown> {
  const made = new Promise((resolve, reject) => {
    ask((error, answer) => {
      end(error, answer);
      if (isGiven(error))
        reject(error as Error); // pg's, or what its stream has failed of
      else resolve(answer);
    });
  });
  return made.catch((error: unknown) => {
    end(error);
    // So that it leads to whoever has asked, and not to the socket.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  });
}

/** Clients may be told to make others. */
function makesUsualPromises(client: object): boolean {
  return !('_Promise' in client) || client._Promise === Promise;
}

/**
 * Tells of the end of a query object, e.g. a cursor: the client tells it when it is ready for the next query, which is
 * after the last row was read or the portal was closed. Listening to its events would silence errors that nobody else
 * listens to.
 */
function endWith(query: Submittable, end: End): void {
  const { handleError, handleReadyForQuery } = query;
  query.handleError = function handleErrorTraced(this: unknown, ...told) {
    end(told[0]);
    return handleError && Reflect.apply(handleError, this, told);
  };
  query.handleReadyForQuery = function handleReadyForQueryTraced(this: unknown, ...told) {
    end(undefined);
    return handleReadyForQuery && Reflect.apply(handleReadyForQuery, this, told);
  };
}

/** A waiter of a pool is called by whoever gives a connection back: it must find its own context. */
function tracedConnect(connect: Method, tracerOf: () => Tracer): Method {
  return function tracedPoolConnect(this: object, ...args) {
    const active = context.active();
    const [callback] = args;
    const pool = this as PgPool; // it is the method of one
    const { idleCount, waitingCount } = pool;
    watchReleases(pool);
    if (isTracingSuppressed(active)) return Reflect.apply(connect, this, args);
    const span =
      idleCount > waitingCount
        ? undefined
        : startDescribedSpan(tracerOf(), waitForConnection, SpanKind.CLIENT, active);
    const end = (error: unknown): void => void (span && endQuery(span, error));
    if (typeof callback === 'function') {
      const bound = context.bind(active, callback as Callback); // it is a function
      return Reflect.apply(connect, this, [ended(bound, end)]);
    }
    const result = Reflect.apply(connect, this, args);
    if (span !== undefined && isThenable(result)) result.then(() => end(undefined), end);
    return result;
  };
}

/** A connection that is given back in a transaction takes nobody else's statements into it. */
function watchReleases(pool: PgPool): void {
  if (pool[watchedKey] === true) return;
  pool[watchedKey] = true;
  pool.on?.('release', (_error, client) => openTransaction(client)?.left());
}

/** Told once of an answer, or of an error. */
type End = (error: unknown, answer?: unknown) => void;

/** The callback, after `end` was told of its error or its answer. */
function ended(callback: Callback, end: End): Callback {
  return function endedCallback(this: unknown, ...results) {
    end(results[0], results[1]);
    return Reflect.apply(callback, this, results);
  };
}

const system = { [ATTR_DB_SYSTEM_NAME]: 'postgresql' };
const waitForConnection = { name: 'pg.pool.connect', attributes: system };

function connectionOf({ database, host, port }: PgClient): Attributes {
  return {
    ...system,
    [ATTR_DB_NAMESPACE]: database,
    [ATTR_SERVER_ADDRESS]: host,
    [ATTR_SERVER_PORT]: port,
  };
}

/** Starts the span of a query, within that of its transaction, which begins with `BEGIN` and ends with its answer. */
function startQuery(tracer: Tracer, client: PgClient, config: unknown, active: Context): End {
  const statement = textOf(config);
  const connection = (client[connectionKey] ??= connectionOf(client));
  const step = transactionStep(statement);
  const transaction =
    openTransaction(client) ??
    (step === 'begin'
      ? beginTransaction(client, { tracer, active, attributes: connection })
      : undefined);
  // The next statement may be given before this one is answered.
  if (step === 'end') closeTransaction(client);
  const description = new StatementDescription(connection, statement);
  const within = transaction?.parentIn(active) ?? active;
  const span = startDescribedSpan(tracer, description, SpanKind.CLIENT, within);
  let isOpen = true;
  return (error, answer) => {
    if (!isOpen) return;
    isOpen = false;
    endQuery(span, error);
    if (step === 'end') transaction?.answered(error, description.operation, commandOf(answer));
    if (step === 'begin' && isGiven(error)) transaction?.failed(error);
  };
}

/** What the database says that it has done. */
function commandOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'command' in answer
    ? answer.command
    : undefined;
}

function endQuery(span: Span, error: unknown): void {
  if (isGiven(error)) {
    const type = errorTypeOf(error);
    // Five characters are an SQLSTATE (PostgreSQL manual, appendix A).
    if (/^[0-9A-Z]{5}$/.test(type)) span.setAttribute(ATTR_DB_RESPONSE_STATUS_CODE, type);
    span.setAttribute(ATTR_ERROR_TYPE, type);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function isGiven(error: unknown): boolean {
  return error !== undefined && error !== null;
}

function textOf(config: unknown): string {
  if (typeof config === 'string') return config;
  if (typeof config !== 'object' || config === null) return '';
  if ('text' in config) return typeof config.text === 'string' ? config.text : '';
  // A stream of `pg-query-stream` knows its text by the cursor that it reads.
  return 'cursor' in config ? textOf(config.cursor) : '';
}

function isSubmittable(config: unknown): config is Submittable {
  return typeof config === 'object' && config !== null && 'submit' in config;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
