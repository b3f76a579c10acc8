import type { AttributeValue, SpanContext } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';

import { parseTracestate } from '../propagation/tracestate.ts';
import { RecordedSpan } from '../recorded-span.ts';
import { createOtlpTraces } from './otlp-traces.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('GET', 'ä'.repeat(50), 'x'.repeat(63), 'x'.repeat(64), 'y'.repeat(20_000)),
);
const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 127, 128, -1, 2 ** 53, 2 ** 62, -(2 ** 62), 2 ** 70, 0.5),
);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.array(text, { maxLength: 3 }),
  fc.array(number, { maxLength: 3 }),
  fc.array(fc.boolean(), { maxLength: 3 }),
);
const attributes = fc.dictionary(fc.string({ minLength: 1, maxLength: 90 }), value, {
  maxKeys: 12,
});
const context: fc.Arbitrary<SpanContext> = fc
  .record({
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.constantFrom(0, 1),
    isRemote: fc.boolean(),
    state: fc.constantFrom(undefined, 'ot=th:c', 'a=1,b=2'),
  })
  .map(({ state, ...rest }) => {
    const traceState = state === undefined ? undefined : parseTracestate(state);
    return { ...rest, ...(traceState && { traceState }) };
  });

const resources = ['a', 'b'].map((name) => resourceFromAttributes({ 'service.name': name }));
const scopes = [{ name: 'one' }, { name: 'two', version: '2', schemaUrl: 'https://schema' }];
const span = fc
  .record({
    context,
    parent: fc.option(context, { nil: undefined }),
    name: text,
    kind: fc.nat(4),
    resource: fc.constantFrom(...resources),
    scope: fc.constantFrom(...scopes),
    startMs: fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }),
    tookMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    attributes,
    events: fc.array(fc.record({ name: text, attributes }), { maxLength: 3 }),
    links: fc.array(fc.record({ context, attributes }), { maxLength: 3 }),
    status: fc.record({ code: fc.constantFrom(0, 1, 2), message: text }),
  })
  .map(({ resource, scope, startMs, tookMs, name, kind, ...start }) => {
    const made = new RecordedSpan(
      { resource, scope, monotonicMs: () => 0, ended: () => undefined },
      { described: name, kind, startTime: startMs },
      { context: start.context, parent: start.parent, clock: { offsetMs: startMs } },
    );
    made.setAttributes(start.attributes).setStatus(start.status).addLinks(start.links);
    for (const event of start.events) made.addEvent(event.name, event.attributes, startMs + 1);
    made.end(startMs + tookMs);
    return made;
  });

/** What of our spans the official serializer is not told in its types, undefined where a member is absent. */
const official = (spans: readonly RecordedSpan[]) =>
  ProtobufTraceSerializer.serializeRequest(spans as unknown as ReadableSpan[]);

describe('the body of a request to a collector', () => {
  it('is that of the official serializer, byte by byte', () => {
    const write = createOtlpTraces();
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
        expect(Buffer.compare(write(spans), official(spans) ?? Buffer.alloc(0))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('is written for more spans than there was room for', () => {
    const write = createOtlpTraces();
    const [one] = fc.sample(span, { numRuns: 1, seed: 5 });
    if (one === undefined) throw new Error('there is no sample');
    const many = Array.from({ length: 5000 }, () => one);
    expect(Buffer.compare(write(many), official(many) ?? Buffer.alloc(0))).toBe(0);
  });

  it('is as before after spans that could not be written', () => {
    const write = createOtlpTraces();
    const [one] = fc.sample(span, { numRuns: 1, seed: 6 });
    if (one === undefined) throw new Error('there is no sample');
    const broken = Object.create(one, { status: { value: undefined } });
    expect(() => write([one, broken])).toThrow();
    expect(Buffer.compare(write([one]), official([one]) ?? Buffer.alloc(0))).toBe(0);
  });
});
