import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';

import { systemClock } from '@unite/apm/delivery';
import { createRatio } from './sampling/ratio.ts';
import { type SpanDescription, startDescribedSpan } from './span-description.ts';
import { createTracerProvider, type EndedSpan } from './tracer-provider.ts';

function openTracer(ratio: number) {
  const kept: EndedSpan[] = [];
  const { provider } = createTracerProvider({
    ...{ clock: systemClock, resource: {}, share: createRatio(ratio), slowMs: 1000 },
    buffer: { drop: () => undefined },
    keep: (spans) => void kept.push(...spans),
  });
  return { kept, tracer: provider.getTracer('test') };
}

/** Counts how often it is read. */
function described() {
  const reads = { name: 0, attributes: 0 };
  const description: SpanDescription = {
    get name() {
      reads.name += 1;
      return 'GET key';
    },
    get attributes() {
      reads.attributes += 1;
      return { asked: 'key', found: false, unknown: undefined };
    },
  };
  return { reads, description };
}

describe('the description of a span', () => {
  it('is never read when the trace is dropped', () => {
    const { tracer, kept } = openTracer(0);
    const { reads, description } = described();
    const span = startDescribedSpan(tracer, description, SpanKind.CLIENT, ROOT_CONTEXT);
    span.setAttribute('found', true).end();
    expect([kept, reads]).toEqual([[], { name: 0, attributes: 0 }]);
  });

  it('is read once when it is kept, and what was set since replaces what it says', () => {
    const { tracer, kept } = openTracer(1);
    const { reads, description } = described();
    const span = startDescribedSpan(tracer, description, SpanKind.CLIENT, ROOT_CONTEXT);
    span.setAttribute('found', true).end();
    const told = kept.map(({ name, kind, attributes }) => ({ name, kind, attributes }));
    expect(told).toEqual([
      {
        ...{ name: 'GET key', kind: SpanKind.CLIENT },
        attributes: { asked: 'key', found: true, 'sampling.reason': 'sampled' },
      },
    ]);
    expect([kept[0]?.name, reads.attributes]).toEqual(['GET key', 1]);
  });

  it('does not replace a name that the span was given since', () => {
    const { tracer, kept } = openTracer(1);
    const { description } = described();
    const span = startDescribedSpan(tracer, description, SpanKind.CLIENT, ROOT_CONTEXT);
    span.updateName('GET').end();
    expect([kept[0]?.attributes['asked'], kept[0]?.name]).toEqual(['key', 'GET']);
  });

  it('is read at once by the tracer of another SDK', () => {
    const tracer = new TracerProvider().getTracer('test');
    const { description } = described();
    const span = startDescribedSpan(tracer, description, SpanKind.CLIENT, ROOT_CONTEXT);
    // The API does not say that it can be read.
    expect(span as unknown as ReadableSpan).toMatchObject({
      ...{ name: 'GET key', kind: SpanKind.CLIENT, attributes: { asked: 'key', found: false } },
    });
  });
});

describe('a span within another of this process', () => {
  it('has an id of its own, and the rest of its parent', () => {
    const { tracer, kept } = openTracer(1);
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
    const within = trace.setSpan(ROOT_CONTEXT, root);
    for (const name of ['a', 'b']) tracer.startSpan(name, {}, within).end();
    root.end();
    const { spanId, ...rest } = root.spanContext();
    const contexts = kept.map((span) => span.spanContext());
    expect(new Set(contexts.map((context) => context.spanId)).size).toBe(3);
    for (const context of contexts) expect(context).toEqual({ ...rest, spanId: context.spanId });
    expect(kept.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
      spanId,
      spanId,
      undefined,
    ]);
  });
});
