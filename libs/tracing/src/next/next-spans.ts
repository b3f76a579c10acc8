import {
  type Attributes,
  type AttributeValue,
  type Context,
  context as activeContext,
  createContextKey,
  type Exception,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  type TimeInput,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';

import { knownMethod } from '../instrumentation/http-method.ts';

/** The name of Next's tracer (packages/next/src/server/lib/trace/tracer.ts). */
const nextTracer = 'next.js';

/** What Next knows of a request and the server's own span does not. */
const ofRequest: ReadonlySet<string> = new Set([ATTR_HTTP_ROUTE, ATTR_ERROR_TYPE, 'next.rsc']);

/** Where Next's other spans find the one of their request. */
const requestKey = createContextKey('@unite/tracing: the request as Next sees it');

/**
 * A provider whose spans of Next double none of ours. Next makes two of a request that passes a proxy, and one of each
 * `fetch`, where the server's span and the client's are already: what Next knows of a request, its route above all,
 * goes to the server's. What it does of itself, outside of any request, is no trace. Queries and the messages of errors
 * stay out of what is left.
 */
export function withoutNextDoubles(provider: TracerProvider): TracerProvider {
  return {
    getTracer(name, version, options) {
      const tracer = provider.getTracer(name, version, options);
      return name === nextTracer ? discreet(tracer) : tracer;
    },
  };
}

function discreet(tracer: Tracer): Tracer {
  const startSpan = (
    name: string,
    options: SpanOptions = {},
    within: Context = activeContext.active(),
  ): Span => {
    const { kind = SpanKind.INTERNAL, attributes = {} } = options;
    const above = trace.getSpan(within);
    if (kind === SpanKind.SERVER && above?.isRecording() === true) {
      return new PartOfRequest(above, attributes['http.method']);
    }
    if (kind === SpanKind.CLIENT || (kind === SpanKind.INTERNAL && above === undefined)) {
      return trace.wrapSpanContext(above?.spanContext() ?? INVALID_SPAN_CONTEXT);
    }
    // A route handler's answer may be out, and the request's span ended, before Next comes to name it.
    requestIn(within)?.nameRoute(attributes['next.route']);
    const told = { ...options, attributes: withoutQueries(attributes) };
    return new DiscreetSpan(tracer.startSpan(name, told, within));
  };
  const startActiveSpan = (name: string, ...rest: readonly unknown[]): unknown => {
    const work = rest.at(-1);
    if (typeof work !== 'function') return undefined;
    const [options, given] = rest.slice(0, -1) as [SpanOptions?, Context?]; // the API's overloads
    const within = given ?? activeContext.active();
    const span = startSpan(name, options, within);
    return activeContext.with(contextBelow(span, within), () =>
      Reflect.apply(work, undefined, [span]),
    );
  };
  return { startSpan, startActiveSpan: startActiveSpan as Tracer['startActiveSpan'] }; // its overloads
}

/** What is below a span that is not made belongs to the one above. */
function contextBelow(span: Span, within: Context): Context {
  if (span instanceof PartOfRequest) return within.setValue(requestKey, span);
  return span instanceof DiscreetSpan ? trace.setSpan(within, span.span) : within;
}

function requestIn(within: Context): PartOfRequest | undefined {
  return within.getValue(requestKey) as PartOfRequest | undefined; // under this key only this file writes
}

/** A span of Next that says what happened, and neither what was asked for nor what an error said. */
class DiscreetSpan implements Span {
  readonly span: Span;

  constructor(span: Span) {
    this.span = span;
  }

  spanContext() {
    return this.span.spanContext();
  }

  isRecording(): boolean {
    return this.span.isRecording();
  }

  setAttribute(key: string, value: AttributeValue): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    this.span.setAttributes(withoutQueries(attributes));
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    this.span.addEvent(name, attributesOrTime, time);
    return this;
  }

  addLink(link: Link): this {
    this.span.addLink(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.span.addLinks(links);
    return this;
  }

  setStatus({ code }: SpanStatus): this {
    this.span.setStatus({ code });
    return this;
  }

  updateName(name: string): this {
    this.span.updateName(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { name, code } = typeof exception === 'string' ? {} : exception;
    this.span.recordException(
      { name: name ?? 'Error', ...(code === undefined ? {} : { code }) },
      time,
    );
  }

  end(time?: TimeInput): void {
    this.span.end(time);
  }
}

/** What Next takes for a span of the request: the server's own, which ends when the answer is out. */
class PartOfRequest extends DiscreetSpan {
  readonly #method: unknown;

  constructor(span: Span, method: unknown) {
    super(span);
    this.#method = method;
  }

  nameRoute(route: unknown): void {
    if (typeof route !== 'string') return;
    this.span.setAttribute(ATTR_HTTP_ROUTE, route);
    this.span.updateName(`${knownMethod(String(this.#method))} ${route}`);
  }

  override setAttributes(attributes: Attributes): this {
    const known = Object.entries(attributes).filter(([name]) => ofRequest.has(name));
    this.nameRoute(attributes[ATTR_HTTP_ROUTE]);
    return super.setAttributes(Object.fromEntries(known));
  }

  override updateName(): this {
    return this;
  }

  override end(): void {
    // Not before its answer is out, which the server knows.
  }
}

/** Next tells addresses as they came, e.g. in `http.target`. */
function withoutQueries(attributes: Attributes): Attributes {
  const { 'http.target': target, ...rest } = attributes;
  return typeof target === 'string'
    ? { ...rest, 'http.target': target.replace(/[?#].*/s, '') }
    : attributes;
}
