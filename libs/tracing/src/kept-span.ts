import type { Attributes, HrTime, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/** A span of a trace that is kept, as an app may hold on to it. Not to be changed: it is on its way to the collector. */
export interface KeptSpan {
  readonly name: string;
  readonly kind: SpanKind;
  /** Seconds since 1970 and nanoseconds. */
  readonly startTime: HrTime;
  /** Seconds and nanoseconds. */
  readonly duration: HrTime;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly events: readonly {
    readonly name: string;
    readonly time: HrTime;
    readonly attributes?: Attributes;
  }[];
  /** Undefined for the root; remote for the root of this process. */
  readonly parentSpanContext?: SpanContext | undefined;
  spanContext(): SpanContext;
}
