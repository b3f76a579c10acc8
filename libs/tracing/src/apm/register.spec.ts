import { context, metrics, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { isApmError } from '@unite/apm';

import { registerNext } from '../next/index.ts';
import { register, registered } from './index.ts';

const service = { name: 'test', version: '1.0.0', environment: 'test' };

afterEach(() => registered()?.close({ deadlineMs: 0 }));

describe('register', () => {
  it('traces and measures the process until it is closed, and can then be called again', async () => {
    const first = register({ service });
    const span = trace.getTracer('test').startSpan('span', {}, ROOT_CONTEXT);
    span.end();
    expect(first.tracing.explain(span.spanContext().traceId)).toMatchObject({ outcome: 'kept' });
    expect(metrics.getMeterProvider()).toBe(first.apm.meterProvider);
    await first.close();
    expect(registered()).toBeUndefined();
    expect(trace.getTracer('test').startSpan('later').isRecording()).toBe(false);
    expect(register({ service })).not.toBe(first);
  });

  it('gives the first handle again, and warns when something else is asked for', async () => {
    const warnings: unknown[] = [];
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation((_, options) => {
      warnings.push(options);
    });
    const first = register({ service });
    expect(register({ service })).toBe(first);
    expect(warnings).toEqual([]);
    expect(registerNext({ service: { ...service, name: 'other' } })).toBe(first);
    expect(warnings).toEqual([{ code: 'TRACING_REGISTERED_TWICE' }]);
    warn.mockRestore();
  });

  it('leaves nothing registered when a part of it is refused', () => {
    let thrown: unknown;
    try {
      register({ service, metrics: { otlp: { url: 'nowhere' } } });
    } catch (error) {
      thrown = error;
    }
    expect(isApmError(thrown, 'APM_CONFIG_INVALID')).toBe(true);
    expect(registered()).toBeUndefined();
    expect(trace.getTracer('test').startSpan('span').isRecording()).toBe(false);
    expect(context.with(ROOT_CONTEXT.setValue(Symbol(), 1), () => context.active())).toBe(
      ROOT_CONTEXT,
    );
  });

  it('points exemplars to kept traces alone', async () => {
    const { apm, tracing } = register({ service, traces: { sampleRatio: 0 } });
    const counter = apm.meter('test').createHistogram('test.duration', { unit: 's' });
    const tracer = tracing.provider.getTracer('test');
    const ids = [false, true].map((isError) => {
      const span = tracer.startSpan('span', {}, ROOT_CONTEXT);
      counter.record(1, {}, trace.setSpan(ROOT_CONTEXT, span));
      if (isError) span.setStatus({ code: 2 });
      span.end();
      return span.spanContext().traceId;
    });
    const { body } = await apm.metrics.scrape('application/openmetrics-text; version=1.0.0');
    expect(ids.map((id) => body.includes(id))).toEqual([false, true]);
  });
});
