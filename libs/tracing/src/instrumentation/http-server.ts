import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
} from '@opentelemetry/semantic-conventions';

import { activeContexts } from '../context/context-manager.ts';
import { contextFrom, type RequestContext, withCarried } from '../context/request-context.ts';
import { rootContext } from '../linked-context.ts';
import { forcedAttribute } from '../sampling/share-sampler.ts';
import { type SpanDescription, startDescribedSpan } from '../span-description.ts';
import { addToAnswer } from './answer-headers.ts';
import { listen } from './channels.ts';
import { knownMethod } from './http-method.ts';

/** Options of {@link instrumentHttpServer}. */
export interface HttpServerOptions {
  readonly tracer: Tracer;
  /** Told of what goes wrong within; it disturbs no request. */
  readonly onFault: (error: unknown) => void;
  /** Requests that make no span, e.g. of probes. Default: none. */
  readonly isIgnored?: (request: IncomingMessage) => boolean;
  /**
   * Whether somebody who may asks for the trace of a request, which is kept then and recorded by whoever is told of
   * it. Default: nobody may.
   */
  readonly isForced?: (request: IncomingMessage) => boolean;
  /** Header in which the answer names its trace. Default: `x-trace-id`. */
  readonly traceIdHeader?: string;
  /**
   * Header in which a caller may name its correlation id, and the answer names it. Default: `x-request-id`. What is
   * not 8 to 128 of `A-Za-z0-9._-` is as none.
   */
  readonly correlationIdHeader?: string;
  /** Makes the correlation id where the caller has none. Default: a random UUID. */
  readonly createCorrelationId?: () => string;
}

/** Where a request has its context: on itself, as a weak map costs garbage collections more. */
const contextKey = Symbol.for('@unite/tracing.request-context');

/** A request, as this lib leaves it behind. */
type TracedRequest = IncomingMessage & { [contextKey]?: Context };

/** The span of a request; undefined for one that has none. */
export function spanOfRequest(request: TracedRequest): Span | undefined {
  const within = request[contextKey];
  return within && trace.getSpan(within);
}

/**
 * What `getContext()` tells within `request`: for what runs outside of it, e.g. when Node tells that an answer has
 * ended. Empty for a request that is not traced.
 */
export function contextOf(request: IncomingMessage): RequestContext {
  const within = (request as TracedRequest)[contextKey];
  return within === undefined ? {} : contextFrom(within);
}

/** Names the route that answers a request: its span is called after it. */
export function nameRoute(request: IncomingMessage, route: string): void {
  const span = spanOfRequest(request);
  span?.setAttribute(ATTR_HTTP_ROUTE, route);
  span?.updateName(`${knownMethod(request.method)} ${route}`);
}

/**
 * Makes a span of each request to any `node:http` server of the process, active while listeners answer it.
 * @returns stops it
 */
export function instrumentHttpServer(options: HttpServerOptions): () => void {
  const { onFault, isIgnored = () => false } = options;
  const { traceIdHeader = 'x-trace-id', correlationIdHeader = 'x-request-id' } = options;
  const names = [traceIdHeader.toLowerCase(), correlationIdHeader.toLowerCase()] as const;
  const patched = new WeakSet<Server>();
  let isOn = true;

  const begin = (request: IncomingMessage, response: ServerResponse): Context | undefined => {
    try {
      // Whoever else instruments servers, with any copy of this lib, may have made its span already.
      const isTraced = spanOfRequest(request) !== undefined;
      if (!isOn || isTraced || isIgnored(request)) return undefined;
      return startSpan(options, names, request, response);
    } catch (error) {
      onFault(error);
      return undefined;
    }
  };

  /** A channel cannot make something active for its listeners, so the server's own `emit` does. */
  const patch = (server: Server): void => {
    if (patched.has(server)) return;
    patched.add(server);
    const emit = server.emit;
    server.emit = function emitTraced(this: Server, ...args: unknown[]): boolean {
      if (args[0] !== 'request') return Reflect.apply(emit, this, args);
      const [, request, response] = args as [string, IncomingMessage, ServerResponse]; // of this event
      const within = begin(request, response);
      if (within === undefined) return Reflect.apply(emit, this, args);
      return activeContexts.begin(request, within, () => {
        if (context.active() === within) return Reflect.apply(emit, this, args);
        // Another context manager is registered, and its store is entered as well.
        return context.with(within, () => Reflect.apply(emit, this, args));
      });
    };
  };

  const unlisten = listen(
    { 'http.server.request.start': ({ server }: { readonly server: Server }) => patch(server) },
    onFault,
  );
  return () => {
    isOn = false;
    unlisten();
  };
}

function startSpan(
  options: HttpServerOptions,
  names: readonly [traceId: string, correlationId: string],
  request: TracedRequest,
  response: ServerResponse,
): Context {
  const { tracer } = options;
  const description = new RequestDescription(request);
  const remote = propagation.extract(rootContext, request.headers);
  const span =
    options.isForced?.(request) === true
      ? startForcedSpan(tracer, description, remote)
      : startDescribedSpan(tracer, description, SpanKind.SERVER, remote);
  const { within, correlationId } = withCarried(
    trace.setSpan(remote, span),
    request.headers[names[1]],
    options.createCorrelationId,
  );
  request[contextKey] = within;
  addToAnswer(response, { names, values: [span.spanContext().traceId, correlationId] });
  // It comes once; `once` would cost another function for each request.
  response.on('close', () => endSpan(span, response));
  return within;
}

function endSpan(span: Span, { statusCode, writableFinished }: ServerResponse): void {
  if (writableFinished) {
    span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
    if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  } else {
    // Whoever asked has left: no fault of this service, and no status was received.
    span.setAttribute(ATTR_ERROR_TYPE, 'client_disconnected');
  }
  span.end();
}

/** Whether it is forced must be known at its start. */
function startForcedSpan(tracer: Tracer, { name, attributes }: SpanDescription, remote: Context) {
  const forced = { ...attributes, [forcedAttribute]: true };
  return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: forced }, remote);
}

/** What the span of a request says at its start. */
class RequestDescription implements SpanDescription {
  readonly #method: string | undefined;
  readonly #url: string;

  constructor({ method, url = '/' }: IncomingMessage) {
    this.#method = method;
    this.#url = url;
  }

  get name(): string {
    return knownMethod(this.#method);
  }

  get attributes(): Attributes {
    const at = this.#url.indexOf('?');
    return {
      [ATTR_HTTP_REQUEST_METHOD]: this.name,
      // Without the query, which may hold anything.
      [ATTR_URL_PATH]: at === -1 ? this.#url : this.#url.slice(0, at),
    };
  }
}
