import { createNoopMeter, type Meter } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

import { attack } from '../gate/metrics-attack.ts';
import { measureCost } from '../gate/metrics-cost.ts';
import { parseOpenMetrics } from '../gate/metrics-openmetrics.ts';
import { CollectingReader } from '../src/metrics/collecting-reader.ts';
import { createMetrics } from '../src/metrics/index.ts';

describe('the attack on the number of series', () => {
  it('leaves the guard flat', async () => {
    const pipeline = createMetrics({ resource: { 'service.name': 'test' } });
    const meter = pipeline.meterProvider.getMeter('test');
    const { grownMb } = await attack(meter, 12_000, () => pipeline.scrape(), 2000);
    expect(grownMb).toBeLessThan(1);
  });

  it('finds the SDK without a bound', async () => {
    const reader = new CollectingReader({ cardinalitySelector: () => Infinity });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
    const { grownMb } = await attack(meter, 12_000, () => reader.collect(), 2000);
    expect(grownMb).toBeGreaterThan(2);
  });
});

describe('the cost of a measurement', () => {
  /** A meter whose every measurement takes `ns` of a clock that nothing else moves. */
  function taking(ns: number, clock: { ns: number }): Meter {
    const measure = () => void (clock.ns += ns);
    return {
      ...createNoopMeter(),
      createCounter: () => ({ add: measure }),
      createHistogram: () => ({ record: measure }),
    };
  }

  it.each([
    [100, 1],
    [130, 1.3],
    [300, 3],
  ])('of %i ns beside 100 ns is %d times as much', (ns, ratio) => {
    const clock = { ns: 0 };
    const { ratios, guardedNs } = measureCost({
      ...{ rounds: 3, perRound: 10, nowNs: () => clock.ns },
      bare: taking(100, clock),
      guarded: taking(ns, clock),
    });
    expect([ratios, guardedNs]).toEqual([[ratio, ratio, ratio], ns]);
  });
});

describe('the strict parser', () => {
  const histogram = (lines: string) => `# TYPE a histogram\n${lines}\n# EOF\n`;

  it.each([
    ['without an end', '# TYPE a gauge\na 1\n'],
    ['with a sample of no family', 'a 1\n# EOF\n'],
    ['with a counter that is not a total', '# TYPE a counter\na 1\n# EOF\n'],
    ['with a sample twice', '# TYPE a gauge\na{b="c"} 1\na{b="c"} 2\n# EOF\n'],
    ['with a label twice', '# TYPE a gauge\na{b="c",b="d"} 1\n# EOF\n'],
    ['with a bare line break', '# TYPE a gauge\na{b="c\nd"} 1\n# EOF\n'],
    [
      'with a family in two places',
      '# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n# EOF\n',
    ],
    ['with a unit that the name has not', '# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n'],
    ['with an exemplar on a gauge', '# TYPE a gauge\na 1 # {b="c"} 1 1\n# EOF\n'],
    ['with no last bucket', histogram('a_bucket{le="1.0"} 1\na_count 1')],
    ['with a count that is not the last bucket', histogram('a_bucket{le="+Inf"} 1\na_count 2')],
    [
      'with counts that descend',
      histogram('a_bucket{le="1.0"} 2\na_bucket{le="+Inf"} 1\na_count 1'),
    ],
    [
      'with an exemplar in a wrong bucket',
      histogram('a_bucket{le="1.0"} 1 # {b="c"} 2 1\na_bucket{le="+Inf"} 1\na_count 1'),
    ],
  ])('refuses a text %s', (_, text) => {
    expect(() => parseOpenMetrics(text)).toThrow();
  });
});
