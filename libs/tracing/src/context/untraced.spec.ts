import { setTimeout as delay } from 'node:timers/promises';

import { trace } from '@opentelemetry/api';

import { createTracing, registerTracing } from '../tracing.ts';
import { untraced } from './untraced.ts';

const tracing = createTracing({
  service: { name: 'shop', version: '1.4.0', environment: 'staging' },
});
let undo: () => void;
beforeAll(() => void (undo = registerTracing(tracing)));
afterAll(() => undo());

/** Whether a span that is started now is one. */
function isTraced(): boolean {
  const span = trace.getTracer('spec').startSpan('work');
  span.end();
  return span.isRecording() || span.spanContext().traceId !== '0'.repeat(32);
}

describe('work that is not traced', () => {
  it('makes no spans, also by the timers that it sets', async () => {
    const later = untraced(() => [isTraced(), delay(1).then(isTraced)] as const);
    expect([later[0], await later[1]]).toEqual([false, false]);
  });

  it('answers what it does, and leaves all else traced', () => {
    expect(untraced(() => 'done')).toBe('done');
    expect(isTraced()).toBe(true);
  });
});
