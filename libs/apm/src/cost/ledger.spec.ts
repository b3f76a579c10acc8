import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { isApmError } from '../errors.ts';
import { type ManualMachine, manualMachine } from '../../test/cost/manual-machine.ts';
import { type CostLedger, type CostRun, createCostLedger } from './ledger.ts';
import type { CostLedgerOptions } from './options.ts';
import type { PriceBook } from './price-book.ts';
import type { CostStatement } from './statement.ts';

const startMs = Date.parse('2026-11-20T10:00:00Z');
const november: PriceBook = {
  version: '2026-11',
  validFrom: '2026-11-01T00:00:00Z',
  currency: 'EUR',
  vcpuHour: 3.6,
  databaseSecond: 0.001,
  redisMillionOperations: 0.2,
  egressGigabyte: 0.09,
  ai: { small: { inputMillionTokens: 0.15, outputMillionTokens: 0.6 } },
};

let machine: ManualMachine;
let ledger: CostLedger;

function open(options: Partial<CostLedgerOptions> = {}): void {
  machine = manualMachine(startMs);
  ledger = createCostLedger({ priceBooks: [november], ...machine, ...options });
}

afterEach(() => ledger.close());

/** Processor time by endpoint, tier or kind of row. */
function cpuUs({ rows }: CostStatement = ledger.statement()): Record<string, number> {
  return Object.fromEntries(
    rows.filter(({ cpuUs }) => cpuUs > 0).map((row) => [row.endpoint || row.kind, row.cpuUs]),
  );
}

const on = (endpoint: string, tier = 'pro') => ({ endpoint, tier });

describe('the processor time of requests', () => {
  beforeEach(() => open());

  it('is booked on their endpoint, and the rest on the row unattributed', () => {
    ledger.run(on('a'), () => machine.burn(1000));
    machine.burn(500);
    ledger.run(on('b'), () => machine.burn(3000));
    expect(cpuUs()).toEqual({ a: 1000, b: 3000, unattributed: 500 });
  });

  it('is told apart when promises of two requests take turns in one turn of the loop', async () => {
    const steps = async (us: number): Promise<void> => {
      for (let n = 0; n < 5; n += 1) {
        machine.burn(us);
        await null;
      }
    };
    await Promise.all([
      ledger.run(on('a'), () => steps(700)),
      ledger.run(on('b'), () => steps(2100)),
    ]);
    expect(cpuUs()).toEqual({ a: 3500, b: 10_500 });
  });

  it('is booked on who waited, not on who let them go on', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = ledger.run(on('waiting'), async () => {
      await promise;
      machine.burn(5000);
    });
    ledger.run(on('resolving'), () => {
      machine.burn(1000);
      resolve();
    });
    await waiting;
    expect(cpuUs()).toEqual({ waiting: 5000, resolving: 1000 });
  });

  it('follows timers, immediates and ticks', async () => {
    const later = (schedule: (fn: () => void) => unknown): Promise<void> =>
      new Promise((resolve) => {
        schedule(() => {
          machine.burn(1000);
          resolve();
        });
      });
    await ledger.run(on('a'), async () => {
      await later(setImmediate);
      await later(process.nextTick);
      await later(queueMicrotask);
      await later((fn) => setTimeout(fn, 0));
    });
    expect(cpuUs()).toEqual({ a: 4000 });
  });

  it('follows an AsyncResource, and what is bound to its context', () => {
    const resource = ledger.run(on('a'), () => new AsyncResource('pooled'));
    const bound = ledger.run(on('b'), () => AsyncLocalStorage.bind(() => machine.burn(700)));
    ledger.run(on('c'), () => {
      machine.burn(100);
      resource.runInAsyncScope(() => machine.burn(2000));
      bound();
      machine.burn(900);
    });
    expect(cpuUs()).toEqual({ a: 2000, b: 700, c: 1000 });
  });

  it('goes back to the outer request after an inner one, also when that throws', () => {
    ledger.run(on('outer'), () => {
      const failing = () =>
        ledger.run(on('inner'), () => {
          machine.burn(2000);
          throw new Error('inner');
        });
      expect(failing).toThrow('inner');
      machine.burn(600);
    });
    expect(cpuUs()).toEqual({ inner: 2000, outer: 600 });
  });

  it('without the collector’s pauses, which have a row of their own', () => {
    ledger.run(on('a'), () => machine.burn(4000));
    machine.collect({ startMs: 1, durationMs: 1 });
    expect(cpuUs()).toEqual({ a: 3000, gc: 1000 });
  });

  it('sums, with the shared rows, to what the system measures', async () => {
    await ledger.run(on('a'), async () => {
      machine.burn(1500);
      machine.elsewhere(3000);
      await new Promise((resolve) => setImmediate(resolve));
      machine.burn(700);
    });
    const { rows, measured, explainedShare } = ledger.statement();
    expect(rows.reduce((sum, row) => sum + row.cpuUs, 0)).toBe(measured.cpuUs);
    expect(measured.cpuUs).toBe(5200);
    expect(explainedShare).toBe(1);
  });

  it('is explained as far as it is not unattributed', () => {
    machine.burn(1000);
    ledger.run(on('a'), () => machine.burn(3000));
    expect(ledger.statement().explainedShare).toBe(0.75);
  });
});

describe('what a request is booked on', () => {
  beforeEach(() => open());

  it('is known within it', () => {
    expect(ledger.current()).toBeUndefined();
    ledger.run(on('a'), () => expect(ledger.current()).toEqual(on('a')));
  });

  it('can become known late, and then holds from its begin on', () => {
    ledger.run(on('a', 'unknown'), () => {
      machine.burn(1000);
      ledger.addRedisOperations(3);
      ledger.assign({ tier: 'free' });
      machine.burn(500);
    });
    expect(ledger.statement().rows).toEqual([
      expect.objectContaining({ tier: 'free', requests: 1, cpuUs: 1500, redisOperations: 3 }),
    ]);
  });

  it('stays what it was when nothing is being served', () => {
    ledger.assign({ tier: 'free' });
    machine.burn(1000);
    expect(cpuUs()).toEqual({ unattributed: 1000 });
  });
});

describe('the amounts', () => {
  beforeEach(() => open());

  it('are booked on the current request', () => {
    ledger.run(on('a'), () => {
      ledger.addDatabaseMs(1.25);
      ledger.addDatabaseMs(0.1);
      ledger.addRedisOperations(4);
      ledger.addEgressBytes(2048);
      ledger.addAiTokens({ model: 'small', input: 100, output: 20 });
    });
    expect(ledger.statement().rows).toEqual([
      expect.objectContaining({
        databaseMs: 1.35,
        redisOperations: 4,
        egressBytes: 2048,
        aiInputTokens: 100,
        aiOutputTokens: 20,
      }),
    ]);
  });

  it('are unattributed outside any request', () => {
    ledger.addEgressBytes(10);
    expect(ledger.statement().rows).toEqual([
      expect.objectContaining({ kind: 'unattributed', egressBytes: 10 }),
    ]);
  });

  it('are booked on a run from outside of it, on the row that it was assigned to', () => {
    const runs: CostRun[] = [];
    ledger.run(on('a'), (run) => {
      runs.push(run);
      ledger.assign({ tier: 'pro' });
    });
    ledger.run(on('b'), () => runs[0]?.addEgressBytes(10));
    runs[0]?.addEgressBytes(-1);
    expect(ledger.refused).toBe(1);
    expect(ledger.statement().rows.find(({ tier }) => tier === 'pro')).toMatchObject({
      endpoint: 'a',
      egressBytes: 10,
    });
  });

  it('are refused and counted when they are no amounts', () => {
    ledger.addDatabaseMs(Number.NaN);
    ledger.addDatabaseMs(-1);
    ledger.addRedisOperations(0.5);
    ledger.addEgressBytes(Number.POSITIVE_INFINITY);
    ledger.addAiTokens({ model: 'small', input: -1, output: 0 });
    expect(ledger.refused).toBe(5);
    expect(ledger.statement().rows).toEqual([]);
  });
});

describe('the cost', () => {
  it('is priced by component, in nano-units', () => {
    open();
    ledger.run(on('a'), () => {
      machine.burn(1_000_000);
      ledger.addDatabaseMs(500);
      ledger.addRedisOperations(5);
      ledger.addEgressBytes(1_000_000);
      ledger.addAiTokens({ model: 'small', input: 1000, output: 100 });
    });
    const { rows, total, currency } = ledger.statement();
    expect(currency).toBe('EUR');
    expect(rows[0]?.cost).toEqual({
      cpuNano: 1_000_000,
      databaseNano: 500_000,
      redisNano: 1000,
      egressNano: 90_000,
      aiNano: 150_000 + 60_000,
      totalNano: 1_801_000,
    });
    expect(total.cost).toEqual(rows[0]?.cost);
  });

  it('uses the book that was valid in each minute', () => {
    const cheaper = { ...november, version: 'b', validFrom: '2026-11-20T10:02:00Z', vcpuHour: 1.8 };
    open({ priceBooks: [november, cheaper] });
    ledger.run(on('a'), () => machine.burn(1_000_000));
    machine.wait(120_000_000);
    ledger.statement();
    ledger.run(on('a'), () => machine.burn(1_000_000));
    const { rows, priceBooks } = ledger.statement();
    expect(priceBooks).toEqual(['2026-11', 'b']);
    expect(rows[0]?.cost.cpuNano).toBe(1_500_000);
  });

  it('of a model without a price is reported as missing, never as nothing', () => {
    open();
    ledger.run(on('a'), () => ledger.addAiTokens({ model: 'new', input: 7, output: 3 }));
    const { rows, unpriced } = ledger.statement();
    expect(unpriced).toEqual([{ model: 'new', input: 7, output: 3 }]);
    expect(rows[0]).toMatchObject({ aiInputTokens: 7, cost: { aiNano: 0 } });
  });

  it('of many models without a price is bounded', () => {
    open();
    for (let n = 0; n < 100; n += 1) {
      ledger.addAiTokens({ model: `m${n}`, input: 1, output: 0 });
    }
    const { unpriced } = ledger.statement();
    expect(unpriced).toHaveLength(21);
    expect(unpriced.at(-1)).toEqual({ model: 'other', input: 80, output: 0 });
  });

  it('has a row for processors that are paid for and idle', () => {
    open({ vcpus: 2 });
    ledger.run(on('a'), () => machine.burn(1_000_000));
    machine.wait(9_000_000);
    const idle = ledger.statement().rows.find(({ kind }) => kind === 'idle');
    expect(idle).toMatchObject({ cpuUs: 19_000_000, cost: { cpuNano: 19_000_000 } });
  });
});

describe('the history', () => {
  const work = (minutes: number): void => {
    for (let n = 0; n < minutes; n += 1) {
      ledger.run(on('a'), () => machine.burn(1000));
      ledger.statement();
      machine.wait(60_000_000 - 1000);
      ledger.statement();
    }
  };

  it('tells each minute by itself', () => {
    open();
    work(3);
    expect(ledger.minutes().map((minute) => [minute.fromMs, cpuUs(minute)])).toEqual([
      [startMs, { a: 1000 }],
      [startMs + 60_000, { a: 1000 }],
      [startMs + 120_000, { a: 1000 }],
      [startMs + 180_000, {}],
    ]);
  });

  it('begins a window at the minute in which it was asked to', () => {
    open();
    work(5);
    const { fromMs, rows } = ledger.statement({ sinceMs: startMs + 150_000 });
    expect(fromMs).toBe(startMs + 120_000);
    expect(rows[0]?.cpuUs).toBe(3000);
  });

  it('keeps the sum of minutes that it no longer keeps one by one', () => {
    open({ maxMinutes: 3 });
    work(10);
    expect(ledger.minutes()).toHaveLength(3);
    expect(cpuUs()).toEqual({ a: 10_000 });
    expect(ledger.statement({ sinceMs: 0 }).rows[0]?.cpuUs).toBe(2000);
  });

  it('goes on when the clock is set back or far ahead', () => {
    open();
    ledger.run(on('a'), () => machine.burn(1000));
    machine.setWall(startMs - 86_400_000);
    ledger.run(on('a'), () => machine.burn(1000));
    expect(ledger.minutes()).toHaveLength(1);
    machine.setWall(startMs + 86_400_000 * 365);
    ledger.statement();
    ledger.run(on('a'), () => machine.burn(1000));
    expect(ledger.minutes().map((minute) => cpuUs(minute))).toEqual([{ a: 2000 }, { a: 1000 }]);
  });
});

describe('a ledger', () => {
  it.each<[string, Partial<CostLedgerOptions>]>([
    ['no vcpus', { vcpus: 0 }],
    ['endpoints that are no number', { maxEndpoints: Number.NaN }],
    ['half a tier', { maxTiers: 0.5 }],
    ['no minutes', { maxMinutes: 0 }],
    ['no threads', { poolThreads: 0 }],
  ])('is refused with %s', (_, options) => {
    open();
    let thrown: unknown;
    try {
      createCostLedger({ priceBooks: [november], ...machine, ...options });
    } catch (error) {
      thrown = error;
    }
    expect(isApmError(thrown, 'APM_CONFIG_INVALID')).toBe(true);
  });

  it('books requests that never end every second or so', () => {
    open();
    ledger.run(on('stream'), () => {
      machine.burn(2_000_000);
      ledger.run(on('other'), () => undefined);
      machine.burn(500);
    });
    expect(cpuUs()).toEqual({ stream: 2_000_500 });
  });

  it('stops measuring when it is closed, and stays readable', () => {
    open();
    ledger.run(on('a'), () => machine.burn(1000));
    ledger.close();
    machine.burn(5000);
    expect(cpuUs()).toEqual({ a: 1000 });
    expect(ledger.run(on('a'), () => 'still runs')).toBe('still runs');
  });
});

/** A real meter, read at once. */
function meterDouble() {
  const reader = new (class extends MetricReader {
    protected onShutdown = () => Promise.resolve();
    protected onForceFlush = () => Promise.resolve();
  })();
  const provider = new MeterProvider({ readers: [reader] });
  const read = async (): Promise<Record<string, unknown>> => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return Object.fromEntries(
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes: { kind, endpoint, tier }, value }) => [
          `${descriptor.name} ${kind} ${endpoint} ${tier}`,
          value,
        ]),
      ),
    );
  };
  return { meter: provider.getMeter('test'), read };
}

describe('the metrics', () => {
  it('are the totals of the rows, under the names of the ledger', async () => {
    const counted = meterDouble();
    open({ meter: counted.meter });
    ledger.run(on('a'), () => {
      machine.burn(1_500_000);
      ledger.addEgressBytes(10);
    });
    expect(await counted.read()).toEqual(
      expect.objectContaining({
        'unite.cost.requests endpoint a pro': 1,
        'unite.cost.cpu endpoint a pro': 1.5,
        'unite.cost.egress endpoint a pro': 10,
      }),
    );
  });
});
