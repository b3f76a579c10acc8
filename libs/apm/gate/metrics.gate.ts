import { median, spread, type Claim } from '@unite/gate';

import { createMetrics } from '../src/metrics/index.ts';
import { attack } from './metrics-attack.ts';
import { guardedMeter, measureCost } from './metrics-cost.ts';
import { measureDogstatsd } from './metrics-dogstatsd.ts';
import { measurePrometheus } from './metrics-prometheus.ts';

const rounds = 60;
const measurements = 1_000_000;

function costClaim(id: string, text: string, most: number, withDogstatsd: boolean): Claim {
  return {
    id,
    phase: '6.7',
    text,
    target: { op: '<=', value: most },
    unit: '× bare SDK',
    measure: async () => {
      const plain = createMetrics({ resource: { 'service.name': 'gate' } });
      const meter = withDogstatsd ? guardedMeter() : plain.meterProvider.getMeter('gate');
      const { ratios, bareNs, guardedNs } = measureCost({ rounds, guarded: meter });
      return {
        value: median(ratios),
        samples: ratios,
        spread: spread(ratios),
        note: `medians of ${rounds} interleaved rounds: ${bareNs.toFixed(0)} ns and ${guardedNs.toFixed(0)} ns per measurement, half of them histograms with 3 attributes, all within a sampled trace`,
      };
    },
  };
}

/** What the pipeline of metrics must keep exact, bounded and cheap. */
export const claims: readonly Claim[] = [
  {
    id: 'metrics-prometheus-exact',
    phase: '6.7',
    text: 'Prometheus reads back every sample and exemplar of counters, gauges and both kinds of histograms exactly',
    target: { op: '=', value: 0 },
    unit: 'differences',
    measure: async () => {
      const { differences, samples, exemplars, contentTypes } = await measurePrometheus(500);
      return {
        value: differences,
        note: `${samples} samples and ${exemplars} exemplars by ${contentTypes.join(' and ')}, stored by Prometheus and compared with what was recorded`,
      };
    },
  },
  {
    id: 'metrics-dogstatsd-lossless',
    phase: '6.7',
    text: 'an independent parser that keeps up reads every value of 200,000 from DogStatsD, with every digit and in order',
    target: { op: '=', value: 0 },
    unit: 'lost or altered values',
    measure: async () => {
      const { differences, sent, datagrams, refused, dropped } = await measureDogstatsd(200_000);
      return {
        value: differences + refused.length,
        note: `${sent} values of histograms and as many increments in ${datagrams} datagrams of 1432 bytes at most, over loopback, 2000 at a time; ${dropped ?? 'an unknown number of'} datagrams dropped by the kernel`,
      };
    },
  },
  {
    id: 'metrics-cardinality-flat',
    phase: '6.7',
    text: 'a million different label values, label names and traces leave the memory flat',
    target: { op: '<=', value: 1 },
    unit: 'MB',
    measure: async () => {
      const pipeline = createMetrics({ resource: { 'service.name': 'gate' } });
      const meter = pipeline.meterProvider.getMeter('gate');
      const { grownMb, warmMb } = await attack(meter, measurements, () => pipeline.scrape());
      return {
        value: grownMb,
        note: `from the 10,000th measurement to the 1,000,000th, of two instruments; all that the bounds allow is ${warmMb.toFixed(1)} MB. Offenders: ${pipeline
          .offenders()
          .map(({ instrument, attribute }) => `${instrument} by ${attribute}`)
          .join(', ')}`,
      };
    },
  },
  costClaim(
    'metrics-guard-cost',
    'guarding names, values, attributes and exemplars costs at most 1.5 times the SDK alone',
    1.5,
    false,
  ),
  costClaim(
    'metrics-dogstatsd-cost',
    'guarding and packing every value for DogStatsD costs at most twice the SDK alone',
    2,
    true,
  ),
];
