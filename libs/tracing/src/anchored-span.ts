import type {
  Attributes,
  AttributeValue,
  Exception,
  Link,
  Span,
  SpanContext,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api';

/**
 * A span whose times all come from one clock. The SDK's own spans read the machine's clock when they start, so that
 * the spans of a trace lie beside each other wrongly when it is set meanwhile.
 */
export class AnchoredSpan implements Span {
  readonly #span: Span;
  /** Milliseconds since 1970, by the clock of the trace: that of the spans below as well. */
  readonly nowMs: () => number;

  constructor(span: Span, nowMs: () => number) {
    this.#span = span;
    this.nowMs = nowMs;
  }

  spanContext(): SpanContext {
    return this.#span.spanContext();
  }

  isRecording(): boolean {
    return this.#span.isRecording();
  }

  setAttribute(key: string, value: AttributeValue): this {
    this.#span.setAttribute(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    this.#span.setAttributes(attributes);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (isTime(attributesOrTime)) this.#span.addEvent(name, attributesOrTime);
    else this.#span.addEvent(name, attributesOrTime, time ?? this.nowMs());
    return this;
  }

  addLink(link: Link): this {
    this.#span.addLink(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.#span.addLinks(links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.#span.setStatus(status);
    return this;
  }

  updateName(name: string): this {
    this.#span.updateName(name);
    return this;
  }

  recordException(exception: Exception, time: TimeInput = this.nowMs()): void {
    this.#span.recordException(exception, time);
  }

  end(time: TimeInput = this.nowMs()): void {
    this.#span.end(time);
  }
}

function isTime(value: Attributes | TimeInput | undefined): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || Array.isArray(value);
}
