import { ROOT_CONTEXT, trace, type Meter } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { median } from '@unite/gate';

import { CollectingReader } from '../src/metrics/collecting-reader.ts';
import { createMetrics } from '../src/metrics/index.ts';

const perRound = 20_000;

/** What a request of an API records: a duration with three attributes, and a count with one. */
export const workload = (meter: Meter): (() => void) => {
  const advice = {
    explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  };
  const duration = meter.createHistogram('http.server.request.duration', { unit: 's', advice });
  const requests = meter.createCounter('http.server.requests');
  const routes = Array.from({ length: 20 }, (_, index) => `/contacts/${'a'.repeat(index)}`);
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  const context = trace.setSpanContext(ROOT_CONTEXT, span);
  let turn = 0;
  return () => {
    turn += 1;
    const route = routes[turn % 20] ?? '';
    duration.record(
      (turn % 300) / 100,
      { 'http.route': route, 'http.request.method': 'GET', 'http.response.status_code': 200 },
      context,
    );
    requests.add(1, { 'http.route': route }, context);
  };
};

/** The SDK as it is, with one reader. */
export const bareMeter = (): Meter =>
  new MeterProvider({ readers: [new CollectingReader()] }).getMeter('bare');

/** Ours in front of it, with every output that has work to do for a measurement. */
export const guardedMeter = (): Meter =>
  createMetrics({
    resource: { 'service.name': 'gate' },
    dogstatsd: {
      host: '127.0.0.1',
      sender: { send: () => undefined, flush: async () => undefined, close: async () => undefined },
    },
  }).meterProvider.getMeter('guarded');

/** Nanoseconds of this thread's processor time for one call of `work`. */
function timed(work: () => void): number {
  const start = process.threadCpuUsage();
  for (let n = 0; n < perRound; n += 1) work();
  const { user, system } = process.threadCpuUsage(start);
  // Two measurements each.
  return ((user + system) * 1000) / perRound / 2;
}

/** What one measurement costs, and how much more that is than with the bare SDK. */
export interface MeasuredCost {
  readonly ratios: readonly number[];
  readonly bareNs: number;
  readonly guardedNs: number;
}

/** Interleaved, so that a busy moment of the machine slows both. */
export function measureCost(rounds: number, guarded: Meter = guardedMeter()): MeasuredCost {
  const [bare, ours] = [workload(bareMeter()), workload(guarded)];
  const pair = () => [timed(bare), timed(ours)] as const;
  for (let n = 0; n < 5; n += 1) pair();
  const pairs = Array.from({ length: rounds }, pair);
  return {
    ratios: pairs.map(([base, took]) => took / base),
    bareNs: median(pairs.map(([ns]) => ns)),
    guardedNs: median(pairs.map(([, ns]) => ns)),
  };
}
