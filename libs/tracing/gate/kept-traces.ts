import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { startOtlpReceiver } from '@unite/stack';

import { createTracing, type TracingOptions } from '../src/index.ts';
import { createManualClock } from '../test/manual-clock.ts';

/** What arrived of traces that were worth keeping. */
export interface KeptTraces {
  readonly errors: number;
  readonly slow: number;
  readonly plain: number;
  /** Of `errors` and `slow`, how many did not arrive whole. */
  readonly missing: number;
  /** Of `plain`, how many arrived, 0 to 1. */
  readonly share: number;
}

/** Makes traces of two spans, of which a tenth fail and a tenth are slow, and reads what arrives. */
export async function measureKept(
  count: number,
  options: Partial<TracingOptions> = {},
): Promise<KeptTraces> {
  await using receiver = await startOtlpReceiver();
  const clock = createManualClock();
  await using tracing = createTracing({
    service: { name: 'gate', version: '1.0.0', environment: 'production' },
    otlp: { url: `${receiver.url}/v1/traces` },
    ...options,
    // Delivery waits by the machine's clock, and the spans have what time they are given.
    clock: { ...clock, setTimer: (fn, ms) => realTimer(fn, ms) },
    maxQueued: count * 2,
  });
  const tracer = tracing.provider.getTracer('gate');
  const kinds = new Map<string, 'errors' | 'slow' | 'plain'>();
  for (let n = 0; n < count; n += 1) {
    const kind = n % 10 === 0 ? 'errors' : n % 10 === 1 ? 'slow' : 'plain';
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
    const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root));
    if (kind === 'errors') child.setStatus({ code: SpanStatusCode.ERROR });
    if (kind === 'slow') clock.advance(1500);
    child.end();
    root.end();
    kinds.set(root.spanContext().traceId, kind);
  }
  await tracing.flush({ deadlineMs: 30_000 });
  const arrived = new Map<string, number>();
  for (const item of receiver.received) {
    if (item.kind === 'span') arrived.set(item.traceId, (arrived.get(item.traceId) ?? 0) + 1);
  }
  const of = (kind: string) => [...kinds].filter(([, each]) => each === kind).map(([id]) => id);
  const worth = [...of('errors'), ...of('slow')];
  const plain = of('plain');
  return {
    errors: of('errors').length,
    slow: of('slow').length,
    plain: plain.length,
    missing: worth.filter((id) => arrived.get(id) !== 2).length,
    share: plain.filter((id) => arrived.has(id)).length / plain.length,
  };
}

function realTimer(fn: () => void, ms: number): { cancel(): void } {
  const timer = setTimeout(fn, ms);
  return { cancel: () => clearTimeout(timer) };
}
