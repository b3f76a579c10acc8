import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { systemClock } from '@unite/apm/delivery';
import type { Claim } from '@unite/gate';
import { startOtlpReceiver } from '@unite/stack';
import fc from 'fast-check';

import { SharedContextManager } from '../src/context/context-manager.ts';
import { createTracing } from '../src/index.ts';
import { builds } from '../test/builds/build-program.ts';
import { createPropagator } from '../src/propagation/propagator.ts';
import { createRatio } from '../src/sampling/ratio.ts';
import { createTracerProvider, type EndedSpan } from '../src/tracer-provider.ts';
import { failedGroups } from './conformance.ts';
import { measureCrossTalk } from './cross-talk.ts';
import { schedules, simulate } from './delivery-simulation.ts';
import { measureKept } from './kept-traces.ts';
import { countTraced, measureMemory } from './many-requests.ts';
import { measureCoverage, startBackends } from './span-coverage.ts';
import { worstTimeError } from './span-times.ts';

const service = { name: 'gate', version: '1.0.0', environment: 'production' };

/** What tracing promises, as far as it is built. */
export const claims: readonly Claim[] = [
  {
    id: 'w3c-conformance',
    phase: '6.8',
    text: "a service passes every group of the W3C's suite for Trace Context Level 2",
    target: { op: '=', value: 41 },
    unit: 'groups of 41',
    measure: async () => {
      const { failed, groups } = await failedGroups(createPropagator());
      return {
        value: groups - failed.length,
        note: `over sockets; failed: ${failed.join(', ') || 'none'}`,
      };
    },
  },
  {
    id: 'traces-kept',
    phase: '6.8',
    text: 'every trace with an error and every slow one arrives whole, while a tenth of the others does',
    target: { op: '=', value: 0 },
    unit: 'missing',
    measure: async () => {
      const { errors, slow, plain, missing, share } = await measureKept(20_000);
      // Beyond five standard deviations of a tenth, this is no sampling of a tenth.
      const isTenth = Math.abs(share - 0.1) < 5 * Math.sqrt((0.1 * 0.9) / plain);
      return {
        value: isTenth ? missing : Number.NaN,
        note: `${errors} with an error, ${slow} slow; of ${plain} others ${(share * 100).toFixed(1)} % arrived`,
      };
    },
  },
  {
    id: 'traces-arrive',
    phase: '6.8',
    text: 'a trace is at the collector within 5 s of its end',
    target: { op: '<', value: 5000 },
    unit: 'ms',
    measure: async () => {
      await using receiver = await startOtlpReceiver();
      await using tracing = createTracing({
        service,
        sampleRatio: 1,
        otlp: { url: `${receiver.url}/v1/traces` },
      });
      const samples: number[] = [];
      for (let n = 1; n <= 10; n += 1) {
        tracing.provider.getTracer('gate').startSpan('span', {}, ROOT_CONTEXT).end();
        const endedMs = performance.now();
        await receiver.waitFor((items) => items.length === n, 10_000);
        samples.push(performance.now() - endedMs);
      }
      return { value: Math.max(...samples), samples, note: 'slowest of 10, one at a time' };
    },
  },
  {
    id: 'span-times',
    phase: '6.8',
    text: 'the times of spans are true within 10 ms while the clock of the machine is set by an hour',
    target: { op: '<', value: 10 },
    unit: 'ms',
    measure: async () => {
      const value = await worstTimeError(200, (now) => {
        const ended: EndedSpan[] = [];
        const { provider } = createTracerProvider({
          clock: { ...systemClock, now },
          resource: {},
          share: createRatio(1),
          slowMs: 1000,
          buffer: { drop: () => undefined },
          keep: (spans) => void ended.push(...spans),
        });
        return { provider, ended: () => ended };
      });
      return { value, note: 'largest of 1200 starts and ends in 200 traces' };
    },
  },
  {
    id: 'cross-talk',
    phase: '6.8',
    text: 'of 10,000 requests at the same time none sees the trace of another',
    target: { op: '=', value: 0 },
    unit: 'requests',
    measure: async () => {
      context.setGlobalContextManager(new SharedContextManager());
      await using tracing = createTracing({ service });
      const { requests, confused } = await measureCrossTalk(tracing.provider, 10_000);
      return { value: confused, note: `${requests} requests, looked at after each of 8 waits` };
    },
  },
  {
    id: 'delivery-account',
    phase: '6.8',
    text: 'created = delivered + dropped + queued after every step of 1000 schedules of faults, and nothing arrives twice',
    target: { op: '=', value: 0 },
    unit: 'schedules',
    measure: async () => {
      const all = fc.sample(schedules, { numRuns: 1000, seed: 1 });
      const totals = { broken: 0, created: 0, delivered: 0 };
      for (const schedule of all) {
        const { faults, created, delivered } = await simulate(schedule);
        totals.broken += faults.length > 0 ? 1 : 0;
        totals.created += created;
        totals.delivered += delivered;
      }
      return {
        value: totals.broken,
        note: `${totals.created} spans, ${totals.delivered} delivered; the collector fails, hangs and refuses at random, seed 1`,
      };
    },
  },
  {
    id: 'span-coverage',
    phase: '6.8',
    text: 'in each of four builds every request, query, Redis command, outgoing call and AI call is a span, exactly one',
    target: { op: '=', value: 100 },
    unit: '% of spans',
    measure: async () => {
      await using backends = await startBackends();
      const faults: string[] = [];
      let [expected, found] = [0, 0];
      for (const how of builds) {
        const coverage = await measureCoverage(how, backends, { times: 20 });
        expected += coverage.expected;
        found += coverage.found;
        faults.push(...coverage.faults.map((fault) => `${how}: ${fault}`));
      }
      // A span too much is found in the spans and not in their number.
      const isExact = found < expected || faults.length === 0;
      return {
        value: isExact ? (100 * found) / expected : Number.NaN,
        note: `${found} of ${expected} at the collector, of ${builds.join(', ')}; ${faults[0] ?? 'none too much, none of telemetry itself'}`,
      };
    },
  },
  {
    id: 'requests-traced',
    phase: '6.8',
    text: 'every request has a valid trace of its own, which its answer names',
    target: { op: '=', value: 30_000 },
    unit: 'requests of 30,000',
    measure: async () => ({
      value: await countTraced(30_000),
      note: 'a third of them fails, a third has no route',
    }),
  },
  {
    id: 'memory',
    phase: '6.8',
    text: 'the heap of a traced server is flat over 1,000,000 requests',
    target: { op: '<', value: 2 },
    unit: 'MB',
    measure: async () => ({
      value: await measureMemory(300_000, 1_000_000),
      note: 'growth from the 300,000th request to the 1,000,000th, after collections, with a tenth of the traces sent',
    }),
  },
];
