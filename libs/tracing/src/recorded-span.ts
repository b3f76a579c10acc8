import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  TraceFlags,
} from '@opentelemetry/api';
import { type InstrumentationScope, isAttributeValue } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from '@opentelemetry/semantic-conventions';

import { randomSpanId } from './random-ids.ts';
import { forcedAttribute } from './sampling/share-sampler.ts';
import type { SpanDescription } from './span-description.ts';

/** Something that happened within a span. */
export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** What the spans of one tracer have in common. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  /** Milliseconds since an arbitrary moment; never goes back. */
  readonly monotonicMs: () => number;
  /** Told of each span that ends, once. */
  readonly ended: (span: RecordedSpan) => void;
}

/** The one clock that all spans of a trace in this process have their times from. */
export interface TraceClock {
  /** What it is ahead of the monotonic one, in ms. */
  readonly offsetMs: number;
}

/** What a span begins with. */
export interface SpanStart {
  /** Its name, or what tells that and more when it is asked. */
  readonly described: string | SpanDescription;
  readonly kind: SpanKind;
  /** By the clock of the trace when it is undefined. */
  readonly startTime: TimeInput | undefined;
}

/** Where a span is in its trace. */
export interface TracePlace {
  /** Undefined for the root of a trace. */
  readonly parent: SpanContext | undefined;
  /** Undefined where all but the span's own id is that of its parent: the id is made when somebody asks for it. */
  readonly context: SpanContext | undefined;
  readonly clock: TraceClock;
}

const unset: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });

/** Attributes, events and links that a span may have; OpenTelemetry's limits. */
const maxPerSpan = 128;

/**
 * A span as the exporter reads it, made for being dropped: nine of ten are, so that what only the exporter asks for,
 * and the id that only those within ask for, is worked out when they ask. All its times come from the one clock of its
 * trace.
 */
export class RecordedSpan implements Span {
  readonly kind: SpanKind;
  /** That of the spans below as well. */
  readonly clock: TraceClock;
  readonly parentSpanContext: SpanContext | undefined;
  status: SpanStatus = unset;
  ended = false;
  /** Somebody who may asks for its trace. */
  isForced = false;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  readonly #origin: SpanOrigin;
  readonly #startMs: number;
  #endMs = 0;
  #context: SpanContext | undefined;
  /** Until it was read. */
  #description: SpanDescription | undefined;
  #name: string | undefined;
  /** Without those of the description and those that wait, until these were read. */
  #attributes: Attributes | undefined;
  #attributesCount = 0;
  #droppedAttributes = 0;
  /** Attributes as they were set since: to write them into an object takes longer, and few are ever read. */
  #waiting: { readonly keys: string[]; readonly values: AttributeValue[] } | undefined;
  #events: SpanEvent[] | undefined;
  #links: Link[] | undefined;

  constructor(origin: SpanOrigin, start: SpanStart, place: TracePlace) {
    const { described } = start;
    this.#origin = origin;
    this.#context = place.context;
    if (typeof described === 'string') this.#name = described;
    else this.#description = described;
    this.kind = start.kind;
    this.clock = place.clock;
    this.parentSpanContext = place.parent;
    this.#startMs = this.#millis(start.startTime);
  }

  get name(): string {
    return (this.#name ??= this.#description?.name ?? '');
  }

  get attributes(): Attributes {
    this.#readDescription();
    this.#readWaiting();
    return (this.#attributes ??= {});
  }

  get droppedAttributesCount(): number {
    this.#readWaiting();
    return this.#droppedAttributes;
  }

  get traceId(): string {
    return this.#traceContext.traceId;
  }

  /** Its trace is in the share. */
  get isSampled(): boolean {
    return (this.#traceContext.traceFlags & TraceFlags.SAMPLED) !== 0;
  }

  /** It has no parent in this process. */
  get isLocalRoot(): boolean {
    return this.parentSpanContext === undefined || this.parentSpanContext.isRemote === true;
  }

  /** The trace begins with it. */
  get isRoot(): boolean {
    return this.parentSpanContext === undefined;
  }

  get resource(): Resource {
    return this.#origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.#origin.scope;
  }

  get startTime(): HrTime {
    return hrTime(this.#startMs);
  }

  get endTime(): HrTime {
    return hrTime(this.#endMs);
  }

  get duration(): HrTime {
    return hrTime(this.durationMs);
  }

  get durationMs(): number {
    return this.#endMs - this.#startMs;
  }

  get events(): SpanEvent[] {
    return this.#events ?? [];
  }

  get links(): Link[] {
    return this.#links ?? [];
  }

  spanContext(): SpanContext {
    return (this.#context ??= { ...this.#traceContext, spanId: randomSpanId() });
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue | undefined): this {
    if (this.ended || value === undefined || value === null || key === '') return this;
    if (typeof value !== 'string' && !isAttributeValue(value)) return this;
    if (key === forcedAttribute) this.isForced = value === true;
    this.#waiting ??= { keys: [], values: [] };
    this.#waiting.keys.push(key);
    this.#waiting.values.push(value);
    if (this.#waiting.keys.length >= maxPerSpan) this.#readWaiting();
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key of Object.keys(attributes)) this.setAttribute(key, attributes[key]);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) return this;
    const isOnlyTime = isTime(attributesOrTime);
    const attributes = isOnlyTime ? {} : sanitized(attributesOrTime);
    this.#events ??= [];
    if (this.#events.length >= maxPerSpan) {
      this.#events.shift();
      this.droppedEventsCount += 1;
    }
    const given = isOnlyTime ? (time ?? attributesOrTime) : time;
    const at = Array.isArray(given) ? given : hrTime(this.#millis(given));
    this.#events.push({ name, time: at, attributes, droppedAttributesCount: 0 });
    return this;
  }

  addLink({ context, attributes }: Link): this {
    if (this.ended) return this;
    this.#links ??= [];
    if (this.#links.length >= maxPerSpan) {
      this.#links.shift();
      this.droppedLinksCount += 1;
    }
    this.#links.push(
      attributes === undefined ? { context } : { context, attributes: sanitized(attributes) },
    );
    return this;
  }

  addLinks(links: readonly Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  /** `OK` is final, and `UNSET` changes nothing (OpenTelemetry's tracing API, "Set Status"). */
  setStatus({ code, message }: SpanStatus): this {
    if (this.ended || code === SpanStatusCode.UNSET) return this;
    if (this.status.code === SpanStatusCode.OK) return this;
    const isTold = code === SpanStatusCode.ERROR && typeof message === 'string';
    this.status = isTold ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (!this.ended) this.#name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const told = typeof exception === 'string' ? { message: exception } : exception;
    const { code, name, message, stack } = told as { [Key in ExceptionKey]?: string | number }; // of its union
    this.addEvent(
      'exception',
      {
        [ATTR_EXCEPTION_TYPE]: code === undefined || code === '' ? name : String(code),
        [ATTR_EXCEPTION_MESSAGE]: message,
        [ATTR_EXCEPTION_STACKTRACE]: stack,
      },
      time,
    );
  }

  end(time?: TimeInput): void {
    if (this.ended) return;
    // Whoever gives times may give them in the wrong order.
    this.#endMs = Math.max(this.#startMs, this.#millis(time));
    this.ended = true;
    this.#origin.ended(this);
  }

  /** What it has of its trace: its own context where it has one. */
  get #traceContext(): SpanContext {
    return this.#context ?? this.parentSpanContext ?? INVALID_SPAN_CONTEXT;
  }

  #readWaiting(): void {
    if (this.#waiting === undefined) return;
    const { keys, values } = this.#waiting;
    this.#waiting = undefined;
    this.#attributes ??= {};
    for (const [at, key] of keys.entries()) {
      if (!Object.hasOwn(this.#attributes, key)) {
        if (this.#attributesCount >= maxPerSpan) {
          this.#droppedAttributes += 1;
          continue;
        }
        this.#attributesCount += 1;
      }
      this.#attributes[key] = values[at];
    }
  }

  #readDescription(): void {
    if (this.#description === undefined) return;
    const { name, attributes } = this.#description;
    this.#description = undefined;
    this.#name ??= name;
    const began: Attributes = {};
    for (const key of Object.keys(attributes)) {
      if (attributes[key] !== undefined) began[key] = attributes[key];
    }
    // What was set since replaces what it began with.
    this.#attributes = Object.assign(began, this.#attributes);
    this.#attributesCount = Object.keys(began).length;
  }

  /** Milliseconds since 1970: of a time that was given, or of now. */
  #millis(time: TimeInput | undefined): number {
    const { offsetMs } = this.clock;
    if (time === undefined) return offsetMs + this.#origin.monotonicMs();
    // The API's way to tell them apart: a small number is one of `performance.now()`.
    if (typeof time === 'number')
      return time <= this.#origin.monotonicMs() ? time + offsetMs : time;
    return Array.isArray(time) ? time[0] * 1000 + time[1] / 1e6 : time.getTime();
  }
}

type ExceptionKey = 'code' | 'name' | 'message' | 'stack';

function sanitized(attributes: Attributes | undefined): Attributes {
  const entries = Object.entries(attributes ?? {}).filter(
    ([key, value]) => key !== '' && value != null && isAttributeValue(value),
  );
  return Object.fromEntries(entries.slice(0, maxPerSpan));
}

function isTime(value: Attributes | TimeInput | undefined): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || Array.isArray(value);
}

function hrTime(ms: number): HrTime {
  const seconds = Math.trunc(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
