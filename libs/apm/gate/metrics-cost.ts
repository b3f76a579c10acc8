import { ROOT_CONTEXT, trace, type Meter } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { median } from '@unite/gate';

import { CollectingReader } from '../src/metrics/collecting-reader.ts';
import { createMetrics } from '../src/metrics/index.ts';

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

/** What one measurement costs, and how much more that is than with the bare SDK. */
export interface MeasuredCost {
  readonly ratios: readonly number[];
  readonly bareNs: number;
  readonly guardedNs: number;
}

/** What is compared, and by which clock. */
export interface CostOptions {
  readonly rounds: number;
  readonly guarded: Meter;
  /** Default: {@link bareMeter}. */
  readonly bare?: Meter;
  /** Requests in a round. Default: 20,000. */
  readonly perRound?: number;
  /** Default: this thread's processor time, which does not count what other processes take. */
  readonly nowNs?: () => number;
}

function threadNs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) * 1000;
}

/** Interleaved, so that a busy moment of the machine slows both. */
export function measureCost(options: CostOptions): MeasuredCost {
  const { rounds, guarded, bare = bareMeter(), perRound = 20_000, nowNs = threadNs } = options;
  const works = [workload(bare), workload(guarded)] as const;
  const timed = (work: () => void) => {
    const startNs = nowNs();
    for (let n = 0; n < perRound; n += 1) work();
    // Two measurements each.
    return (nowNs() - startNs) / perRound / 2;
  };
  const pair = () => [timed(works[0]), timed(works[1])] as const;
  for (let n = 0; n < 5; n += 1) pair();
  const pairs = Array.from({ length: rounds }, pair);
  return {
    ratios: pairs.map(([base, took]) => took / base),
    bareNs: median(pairs.map(([ns]) => ns)),
    guardedNs: median(pairs.map(([, ns]) => ns)),
  };
}
