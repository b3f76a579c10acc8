import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

import { createManualClock } from '../../test/manual-clock.ts';
import { SharedContextManager } from '../context/context-manager.ts';
import { createRatio } from '../sampling/ratio.ts';
import { createTracerProvider, type EndedSpan } from '../tracer-provider.ts';
import type { AiCall, AiCallOptions } from './ai-call.ts';
import { traceAi } from './trace-ai.ts';

const clock = createManualClock();
const spans: EndedSpan[] = [];
const { provider } = createTracerProvider({
  ...{ clock, resource: {}, share: createRatio(1), slowMs: 1e6 },
  buffer: { drop: () => undefined },
  keep: (ended) => void spans.push(...ended),
});
const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });

beforeAll(() => {
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new SharedContextManager());
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
});
afterAll(async () => {
  await reader.shutdown();
  for (const api of [trace, context, metrics]) api.disable();
});
beforeEach(async () => {
  spans.splice(0);
  await reader.forceFlush();
  exporter.reset();
});

const options = {
  ...{ provider: 'openai', model: 'tiny', clock },
  url: 'https://api.example.org/v1?key=hush',
  costOf: ({ inputTokens }) => ({ amount: inputTokens / 1000, currency: 'EUR' }),
} satisfies AiCallOptions;
const stream = { ...options, stream: true } as const;
const usage = { inputTokens: 12, outputTokens: 30 };

/** Sums and counts of what was measured since the last test, by name and token type. */
async function measured(): Promise<Readonly<Record<string, unknown>>> {
  await reader.forceFlush();
  const points = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics: all }) =>
        all.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => [descriptor.name, attributes, value] as const),
        ),
      ),
    );
  return Object.fromEntries(
    points.map(([name, attributes, value]) => [
      [name, attributes['gen_ai.token.type'], attributes['error.type']].filter(Boolean).join(' '),
      typeof value === 'object' && 'sum' in value ? value.sum : value,
    ]),
  );
}

/** Gives three parts, each after 100 ms. */
async function* parts(call: AiCall): AsyncGenerator<string> {
  for (const part of ['Dear', ' ', 'Ada']) {
    clock.advance(100);
    yield part;
  }
  call.setUsage(usage);
}

async function read(iterable: AsyncIterable<string>): Promise<string> {
  return (await Array.fromAsync(iterable)).join('');
}

describe('a call of a model', () => {
  it('is one span with its model, tokens and cost, in the trace of who asks', async () => {
    const tracer = provider.getTracer('test');
    await tracer.startActiveSpan('request', async (request) => {
      await traceAi(options, async (call) => {
        expect(trace.getActiveSpan()).toBe(call.span);
        clock.advance(2000);
        call.setUsage({ ...usage, cachedInputTokens: 4 });
        call.setResponse({ id: 'r1', model: 'tiny-2026', finishReasons: ['stop'] });
      });
      request.end();
    });
    expect(spans).toHaveLength(2);
    const [call, request] = spans;
    expect(call).toMatchObject({ name: 'chat tiny', kind: SpanKind.CLIENT });
    expect(call?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(call?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'tiny',
      'gen_ai.response.id': 'r1',
      'gen_ai.response.model': 'tiny-2026',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 30,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'unite.cost.amount': 0.012,
      'unite.cost.currency': 'EUR',
      'server.address': 'api.example.org',
      'server.port': 443,
    });
    expect(await measured()).toEqual({
      'gen_ai.client.operation.duration': 2,
      'gen_ai.client.token.usage input': 12,
      'gen_ai.client.token.usage output': 30,
    });
  });

  it('that fails is an error, and what was thrown is thrown on', async () => {
    const refused = Object.assign(new Error('no: Rumpelstilzchen'), { code: 'ECONNREFUSED' });
    await expect(traceAi(options, () => Promise.reject(refused))).rejects.toBe(refused);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'ECONNREFUSED' },
    });
    expect(JSON.stringify([spans[0]?.attributes, spans[0]?.events])).not.toContain('Rumpel');
    expect(await measured()).toEqual({ 'gen_ai.client.operation.duration ECONNREFUSED': 0 });
  });

  it('that its caller has aborted is no error', async () => {
    const signal = AbortSignal.abort();
    const call = traceAi({ ...options, signal }, () => Promise.reject(new Error('aborted')));
    await expect(call).rejects.toThrow('aborted');
    expect(spans[0]).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'error.type': 'aborted' },
    });
  });

  it('answers though nobody can tell its price', async () => {
    const costOf = () => {
      throw new Error('no book');
    };
    const answer = await traceAi({ ...options, costOf }, async (call) => {
      call.setUsage(usage);
      return 'answer';
    });
    expect(answer).toBe('answer');
    expect(spans[0]?.attributes).not.toHaveProperty('unite.cost.amount');
  });
});

describe('a stream', () => {
  it('is one span, from the first part that is asked for to the last', async () => {
    const answer = traceAi(stream, parts);
    clock.advance(5000);
    expect(await read(answer)).toBe('Dear Ada');
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      duration: [0, 300_000_000],
      attributes: {
        'gen_ai.request.stream': true,
        'gen_ai.response.time_to_first_chunk': 0.1,
        'gen_ai.usage.output_tokens': 30,
      },
    });
    expect(await measured()).toMatchObject({
      'gen_ai.client.operation.duration': 0.3,
      'gen_ai.client.operation.time_to_first_chunk': 0.1,
    });
  });

  it('belongs to whoever has asked, wherever it is read, and is active while it is made', async () => {
    const tracer = provider.getTracer('test');
    const made: unknown[] = [];
    const answer = tracer.startActiveSpan('request', (request) => {
      const asked = traceAi(stream, async function* (call) {
        for (const part of ['a', 'b']) {
          made.push(trace.getActiveSpan() === call.span);
          yield part;
        }
      });
      request.end();
      return asked;
    });
    await tracer.startActiveSpan('another', async (another) => {
      await read(answer);
      expect(trace.getActiveSpan()).toBe(another);
      another.end();
    });
    const [request, call] = ['request', 'chat tiny'].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect(call?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(made).toEqual([true, true]);
  });

  it('that nobody reads to its end stops the model, and is no error', async () => {
    let isStopped = false;
    const answer = traceAi(stream, async function* (call) {
      try {
        yield* parts(call);
      } finally {
        isStopped = true;
      }
    });
    for await (const part of answer) if (part === 'Dear') break;
    expect(isStopped).toBe(true);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'error.type': 'aborted', 'gen_ai.response.time_to_first_chunk': 0.1 },
    });
  });

  it('that breaks off is an error after what has come', async () => {
    const answer = traceAi(stream, async function* () {
      yield 'Dear';
      throw new TypeError('cut off');
    });
    await expect(read(answer)).rejects.toThrow('cut off');
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'TypeError' },
    });
  });

  it('that nobody begins to read is no call', async () => {
    await traceAi(stream, parts).return();
    expect(spans).toEqual([]);
  });
});
