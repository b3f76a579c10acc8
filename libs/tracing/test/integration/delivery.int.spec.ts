import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { type OtlpReceiver, startOtlpReceiver } from '@unite/stack';

import { createTracing, type Tracing } from '../../src/index.ts';

let receiver: OtlpReceiver;
let tracing: Tracing;
const service = { name: 'shop', version: '1.4.0', environment: 'staging' };

beforeEach(async () => {
  receiver = await startOtlpReceiver();
  tracing = createTracing({ service, otlp: { url: `${receiver.url}/v1/traces`, timeoutMs: 500 } });
});
afterEach(async () => {
  await tracing.close({ deadlineMs: 100 });
  await receiver.close();
});

/** A trace of `count` spans; returns its id. */
function work(count: number, code = SpanStatusCode.UNSET): string {
  const tracer = tracing.provider.getTracer('shop');
  const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
  const within = trace.setSpan(ROOT_CONTEXT, root);
  for (let n = 1; n < count; n += 1) tracer.startSpan(`child ${n}`, {}, within).end();
  root.setStatus({ code });
  root.end();
  return root.spanContext().traceId;
}

describe('a trace', () => {
  it('arrives within seconds, read by an independent decoder', async () => {
    const id = work(3);
    await receiver.waitFor((items) => items.length === 3, 5000);
    expect(receiver.received.map((item) => item.kind === 'span' && item.traceId)).toEqual([
      id,
      id,
      id,
    ]);
    expect(receiver.received.at(-1)).toMatchObject({
      name: 'root',
      traceState: 'ot=th:0',
      attributes: { 'sampling.reason': 'sampled' },
      resource: { 'service.name': 'shop', 'deployment.environment.name': 'staging' },
    });
    expect(tracing.explain(id)).toEqual({ outcome: 'kept', reason: 'sampled' });
    await tracing.flush();
    expect(tracing.stats()).toMatchObject({ created: 3, delivered: 3, dropped: {}, queued: 0 });
  });
});

describe('a collector', () => {
  const outages = {
    'that refuses connections': 'refuse',
    'that hangs': 'hang',
    'that resets connections': 'reset',
    'that is overloaded': { status: 503 },
    'that limits': { status: 429, retryAfterSeconds: 1 },
  } as const;

  it.each(Object.entries(outages))(
    '%s has everything within 10 s after it is back',
    async (_, fault) => {
      await receiver.fault(fault);
      work(5);
      await tracing.flush({ deadlineMs: 1500 });
      expect(tracing.stats()).toMatchObject({ created: 5, delivered: 0, queued: 5, dropped: {} });
      await receiver.fault('none');
      await receiver.waitFor((items) => items.length >= 5, 10_000);
      await tracing.flush();
      expect(tracing.stats()).toMatchObject({ delivered: 5, queued: 0, dropped: {} });
      expect(receiver.received).toHaveLength(5);
    },
    20_000,
  );

  it('that does not understand is not asked again, and the loss is counted', async () => {
    await receiver.fault({ status: 400 });
    work(2);
    await tracing.flush();
    expect(tracing.stats()).toMatchObject({ dropped: { refused: 2 }, lastFailure: 'HTTP 400' });
  });

  it('that takes only some has the others counted', async () => {
    await receiver.fault({ partialSuccess: { rejected: 1, message: 'too old' } });
    work(3);
    await tracing.flush();
    expect(tracing.stats()).toMatchObject({ delivered: 2, dropped: { rejected: 1 } });
  });
});

describe('the end', () => {
  it('decides what is open and delivers it', async () => {
    const tracer = tracing.provider.getTracer('shop');
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
    tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root)).end();
    expect(tracing.stats()).toMatchObject({ created: 1, waiting: 1 });
    await tracing.close();
    expect(receiver.received).toHaveLength(1);
  });
});
