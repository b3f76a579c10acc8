import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';

import { createTracing, registerTracing, type TracingOptions } from './tracing.ts';

const service = { name: 'shop', version: '1.4.0', environment: 'production' };

describe('tracing', () => {
  it.each<[string, Partial<TracingOptions>, string]>([
    ['a share above 1', { sampleRatio: 1.5 }, 'sampleRatio is 1.5'],
    ['a budget below none', { maxForeignSampledPerSecond: -1 }, 'maxForeignSampledPerSecond is -1'],
    ['no time at all', { slowMs: 0 }, 'slowMs is 0'],
    ['no room for spans', { maxWaiting: 0 }, 'maxWaiting is 0'],
    ['no room in the queue', { maxQueued: 0.5 }, 'maxQueued is 0.5'],
    [
      'an address that is none',
      { otlp: { url: 'localhost:4318' } },
      'otlp.url is "localhost:4318"',
    ],
    [
      'a timeout that cannot work',
      { otlp: { url: 'http://127.0.0.1:1/v1/traces', timeoutMs: 5 } },
      'otlp.timeoutMs is 5',
    ],
  ])('refuses %s', (_, options, text) => {
    expect(() => createTracing({ service, ...options })).toThrow(
      expect.objectContaining({
        code: 'TRACING_CONFIG_INVALID',
        message: expect.stringContaining(text),
      }),
    );
  });

  it('keeps a tenth of the traces in production, and all elsewhere', () => {
    const kept = (environment: string) => {
      const { provider, stats } = createTracing({ service: { ...service, environment } });
      const tracer = provider.getTracer('test');
      for (let n = 0; n < 2000; n += 1) tracer.startSpan('span', {}, ROOT_CONTEXT).end();
      return stats().delivered;
    };
    expect(kept('staging')).toBe(2000);
    // Seven standard deviations of a tenth of 2000.
    expect(Math.abs(kept('production') - 200)).toBeLessThan(94);
  });

  it('refuses to be the second of a process, and can be taken back', async () => {
    const first = createTracing({ service });
    const undo = registerTracing(first);
    expect(() => registerTracing(createTracing({ service }))).toThrow(
      expect.objectContaining({ code: 'TRACING_DOUBLE_INSTRUMENTATION' }),
    );
    expect(trace.getTracer('test').startSpan('span').isRecording()).toBe(true);
    undo();
    expect(trace.getTracer('test').startSpan('span').isRecording()).toBe(false);
    registerTracing(first)();
    await first.close();
  });

  it('shows the spans of kept traces and of no other, and outlives who watches', async () => {
    const told: unknown[] = [];
    const tracing = createTracing({
      service,
      sampleRatio: 0,
      onKept(spans, reason) {
        told.push([reason, spans.map(({ name }) => name)]);
        throw new Error('no room');
      },
    });
    const tracer = tracing.provider.getTracer('test');
    tracer.startSpan('fine', {}, ROOT_CONTEXT).end();
    const root = tracer.startSpan('failed', {}, ROOT_CONTEXT);
    tracer.startSpan('query', {}, trace.setSpan(ROOT_CONTEXT, root)).end();
    root.setStatus({ code: 2 }).end();
    expect(told).toEqual([['error', ['query', 'failed']]]);
    expect(tracing.stats()).toMatchObject({ delivered: 2 });
    await tracing.close();
  });

  it('tells what became of a trace', async () => {
    await using tracing = createTracing({ service, sampleRatio: 0 });
    const span = tracing.provider.getTracer('test').startSpan('span', {}, ROOT_CONTEXT);
    const { traceId } = span.spanContext();
    expect(tracing.explain(traceId)).toEqual({ outcome: 'open' });
    span.end();
    expect(tracing.explain(traceId)).toEqual({ outcome: 'dropped' });
    expect(tracing.stats()).toMatchObject({
      created: 1,
      delivered: 0,
      dropped: { not_sampled: 1 },
    });
    await tracing.flush();
  });
});

afterAll(() => {
  for (const api of [trace, context, propagation]) api.disable();
});
