import {
  type Attributes,
  type AttributeValue,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';

import { RecordedSpan } from './recorded-span.ts';

const startMs = 1_700_000_000_000;
const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

function open() {
  const ended: RecordedSpan[] = [];
  const span = new RecordedSpan(
    {
      resource: resourceFromAttributes({}),
      scope: { name: 'test' },
      monotonicMs: () => 50,
      ended: (one) => void ended.push(one),
    },
    { described: 'span', kind: SpanKind.INTERNAL, startTime: startMs },
    { context, parent: undefined, clock: { offsetMs: startMs } },
  );
  return { span, ended };
}

// Also what programs without types do.
const value = fc.constantFrom(
  ...(['text', 5, true, ['a'], undefined, null, {}, [1, 'a'], () => 1] as AttributeValue[]),
);
const key = fc.constantFrom('a', 'b', 'c', '', 'toString');
const attributes = fc.dictionary(key, value, { noNullPrototype: true });
const at = startMs + 1000;
const step: fc.Arbitrary<(span: Span) => unknown> = fc.oneof(
  fc.tuple(key, value).map(
    ([name, given]) =>
      (span: Span) =>
        span.setAttribute(name, given),
  ),
  attributes.map((given) => (span: Span) => span.setAttributes(given)),
  attributes.map((given) => (span: Span) => span.addEvent('event', given, at)),
  attributes.map((given) => (span: Span) => span.addLink({ context, attributes: given })),
  fc.constantFrom(
    (span: Span) => span.addEvent('event', at),
    (span: Span) => span.addEvent('event', new Date(at)),
    (span: Span) => span.addEvent('event', [at / 1000, 500]),
    (span: Span) => span.addLinks([{ context }]),
    (span: Span) => span.updateName('renamed'),
    (span: Span) => span.setStatus({ code: 0 }),
    (span: Span) => span.setStatus({ code: 1, message: 'fine' }),
    (span: Span) => span.setStatus({ code: 2, message: 'broken' }),
    (span: Span) => span.recordException('words', at),
    (span: Span) => span.recordException({ name: 'TypeError', message: 'm', stack: 's' }, at),
    (span: Span) => span.recordException({ code: 'E1', name: 'Error', message: 'm' }, at),
    (span: Span) => span.end(at),
  ),
);

const told = (span: ReadableSpan) => ({
  ...{ name: span.name, kind: span.kind, status: span.status, ended: span.ended },
  attributes: span.attributes,
  times: span.ended ? [span.startTime, span.endTime, span.duration] : [],
  events: span.events.map(({ name, time, attributes: given }) => [name, time, present(given)]),
  links: span.links.map(({ context: to, attributes: given }) => [to, present(given)]),
});

/** The SDK's events and links have a member also for what is nothing. */
const present = (given: Attributes = {}) =>
  Object.fromEntries(Object.entries(given).filter(([, each]) => each != null));

describe('a span', () => {
  it("holds what the SDK's would hold after the same calls", () => {
    const tracer = new TracerProvider().getTracer('test');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const { span } = open();
        const theirs = tracer.startSpan('span', { startTime: startMs }, ROOT_CONTEXT);
        for (const take of steps) {
          take(span);
          take(theirs);
        }
        // The API does not say that it can be read.
        expect(told(readable(span))).toEqual(told(readable(theirs)));
      }),
    );
  });

  it('has 128 of each at most, and counts what it has given up', () => {
    const { span } = open();
    for (let n = 0; n < 130; n += 1) {
      span.setAttribute(`key ${n}`, n).addEvent(`event ${n}`).addLink({ context });
    }
    span.setAttribute('key 5', 'changed');
    expect(Object.keys(span.attributes)).toHaveLength(128);
    expect(span.attributes['key 5']).toBe('changed');
    expect([span.events.length, span.events[0]?.name]).toEqual([128, 'event 2']);
    expect(span.links).toHaveLength(128);
    const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
    expect([droppedAttributesCount, droppedEventsCount, droppedLinksCount]).toEqual([2, 2, 2]);
  });

  it('ends once, and never before it began', () => {
    const { span, ended } = open();
    span.end(startMs - 1000);
    span.end();
    expect(ended).toEqual([span]);
    expect(span.duration).toEqual([0, 0]);
  });

  it('reads small times as those of performance.now()', () => {
    const { span } = open();
    span.end(40);
    expect(span.duration).toEqual([0, 40_000_000]);
  });
});

function readable(span: unknown): ReadableSpan {
  return span as ReadableSpan;
}
