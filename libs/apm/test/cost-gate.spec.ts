import { between, farthest, shareErrors, shuffled } from '../gate/cost-shares.ts';
import { createCostLedger } from '../src/cost/index.ts';
import { type ManualMachine, manualMachine } from './cost/manual-machine.ts';

const endpoints = [0, 1, 2, 5].map((units) => ({ path: `/cpu/${units}`, units }));
const paths = endpoints.map(({ path }) => path);
const prices = {
  version: 'spec',
  validFrom: '1970-01-01T00:00:00Z',
  currency: 'EUR',
  vcpuHour: 1,
  databaseSecond: 0,
  redisMillionOperations: 0,
  egressGigabyte: 0,
  ai: {},
};

describe('the shares of endpoints', () => {
  /** Serving takes 100 µs and a unit 700 µs. */
  const truth = (path: string): number => 10 * (100 + 700 * Number(path.slice('/cpu/'.length)));
  const errors = (cpuUs: (path: string) => number) => shareErrors(endpoints, cpuUs, () => 10);

  it('are right when each was charged what it used', () => {
    expect(farthest(errors(truth))).toBeLessThan(1e-9);
  });

  it('are right whatever a unit takes on a machine', () => {
    expect(farthest(errors((path) => 3 * truth(path)))).toBeLessThan(1e-9);
  });

  it.each<[string, (path: string) => number]>([
    ['all were charged the same', () => 1000],
    ['one was charged a tenth too little', (p) => truth(p) * (p === '/cpu/1' ? 0.9 : 1)],
    ['one has paid for another', (p) => truth(p) + ({ '/cpu/1': -700, '/cpu/5': 700 }[p] ?? 0)],
    ['one has no row', (p) => (p === '/cpu/2' ? 0 : truth(p))],
  ])('are wrong when %s', (_, cpuUs) => {
    // No number is within the bound either.
    expect(farthest(errors(cpuUs)) <= 2).toBe(false);
  });
});

describe('a ledger of a machine that is known', () => {
  /** Serves each endpoint in turns with the others, while another process takes the processor at times. */
  async function served(machine: ManualMachine, cpu = machine.cpu) {
    const ledger = createCostLedger({ priceBooks: [prices], clock: machine.clock, cpu });
    const from = ledger.statement();
    await Promise.all(
      shuffled(
        endpoints.map(({ path }) => path),
        20,
      ).map((path, n) =>
        ledger.run({ endpoint: `GET ${path}`, tier: 'none' }, async () => {
          ledger.addEgressBytes(100);
          for (let turn = 0; turn < 5; turn += 1) {
            machine.burn(20 + 140 * Number(path.slice('/cpu/'.length)));
            if ((n + turn) % 7 === 0) machine.preempt(3000);
            await null;
          }
        }),
      ),
    );
    const to = ledger.statement();
    ledger.close();
    return { ...between(from, to), systemUs: to.measured.cpuUs };
  }
  const errorOf = ({ cpuUs }: { readonly cpuUs: (path: string) => number }) =>
    farthest(shareErrors(endpoints, cpuUs, () => 20));

  it('is within the bound, and sums to what was used', async () => {
    const found = await served(manualMachine());
    expect(errorOf(found)).toBeLessThan(2);
    expect(found.sumUs).toBe(found.systemUs);
    expect(found.egressBytes('/cpu/5')).toBe(2000);
  });

  it('is not when it takes time that passes for processor time', async () => {
    const machine = manualMachine();
    const read = () => {
      const us = Math.round(machine.clock.monotonicMs() * 1000);
      return { threadUs: us, processUs: us };
    };
    expect(errorOf(await served(machine, { ...machine.cpu, read }))).toBeGreaterThan(2);
  });
});

describe('the order of requests', () => {
  it('has each endpoint as often as the others, and is no cycle', () => {
    const order = shuffled(paths, 50);
    const counts = paths.map((path) => order.filter((one) => one === path).length);
    expect(counts).toEqual([50, 50, 50, 50]);
    const after = order.filter((_, n) => order[n - 1] === '/cpu/0');
    expect(new Set(after).size).toBe(4);
  });
});
