import {
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions';

import { errorTypeOf } from './error-type.ts';
import { readSql } from './sql-text.ts';

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

interface PgClient {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
}

interface PgPool {
  readonly idleCount: number;
  /** Those who wait already; each of them takes one that is idle. */
  readonly waitingCount: number;
}

/** A query object that the client is given whole, e.g. a cursor. */
interface Submittable {
  readonly text?: unknown;
  once?(event: string, listener: (error?: unknown) => void): unknown;
}

type Method = (this: object, ...args: unknown[]) => unknown;
type Callback = (...args: unknown[]) => unknown;

const mark = Symbol.for('@unite/tracing.pg');

/**
 * Makes one span of each query of `pg`, whichever way it is given, and one of each wait for a connection of a pool.
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
    const span = startQuery(tracerOf(), this as PgClient, config);
    const end = (error: unknown): void => endQuery(span, error);
    const callback = args.findLastIndex((arg) => typeof arg === 'function');
    try {
      if (callback !== -1) {
        args[callback] = ended(args[callback] as Callback, end); // it is a function
        return Reflect.apply(query, this, args);
      }
      const result = Reflect.apply(query, this, args);
      if (isSubmittable(config)) {
        config.once?.('end', () => end(undefined));
        config.once?.('error', end);
      } else if (isThenable(result)) {
        result.then(() => end(undefined), end);
      }
      return result;
    } catch (error) {
      end(error);
      throw error;
    }
  };
}

/** A waiter of a pool is called by whoever gives a connection back: it must find its own context. */
function tracedConnect(connect: Method, tracerOf: () => Tracer): Method {
  return function tracedPoolConnect(this: object, ...args) {
    const active = context.active();
    const [callback] = args;
    const { idleCount, waitingCount } = this as PgPool; // it is the method of one
    if (isTracingSuppressed(active)) return Reflect.apply(connect, this, args);
    const span =
      idleCount > waitingCount
        ? undefined
        : tracerOf().startSpan(
            'pg.pool.connect',
            { kind: SpanKind.CLIENT, attributes: system },
            active,
          );
    const end = (error: unknown): void => void (span && endQuery(span, error));
    if (typeof callback === 'function') {
      const bound = context.bind(active, callback as Callback); // it is a function
      return Reflect.apply(connect, this, [ended(bound, end)]);
    }
    const result = Reflect.apply(connect, this, args);
    if (isThenable(result)) result.then(() => end(undefined), end);
    return result;
  };
}

/** The callback, after `end` was told of its error. */
function ended(callback: Callback, end: (error: unknown) => void): Callback {
  return function endedCallback(this: unknown, ...results) {
    end(results[0]);
    return Reflect.apply(callback, this, results);
  };
}

const system = { [ATTR_DB_SYSTEM_NAME]: 'postgresql' };

function startQuery(tracer: Tracer, client: PgClient, config: unknown): Span {
  const { text, operation, target } = readSql(textOf(config));
  return tracer.startSpan(target === undefined ? operation : `${operation} ${target}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      ...system,
      [ATTR_DB_OPERATION_NAME]: operation,
      [ATTR_DB_COLLECTION_NAME]: target,
      [ATTR_DB_QUERY_TEXT]: text,
      [ATTR_DB_NAMESPACE]: client.database,
      [ATTR_SERVER_ADDRESS]: client.host,
      [ATTR_SERVER_PORT]: client.port,
    },
  });
}

function endQuery(span: Span, error: unknown): void {
  if (error !== undefined && error !== null) {
    const type = errorTypeOf(error);
    // Five characters are an SQLSTATE (PostgreSQL manual, appendix A).
    if (/^[0-9A-Z]{5}$/.test(type)) span.setAttribute(ATTR_DB_RESPONSE_STATUS_CODE, type);
    span.setAttribute(ATTR_ERROR_TYPE, type);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function textOf(config: unknown): string {
  if (typeof config === 'string') return config;
  const text = typeof config === 'object' && config !== null && 'text' in config ? config.text : '';
  return typeof text === 'string' ? text : '';
}

function isSubmittable(config: unknown): config is Submittable {
  return typeof config === 'object' && config !== null && 'submit' in config;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
