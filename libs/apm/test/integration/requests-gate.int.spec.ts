import { measureCpu, measureLatency, measureMemory } from '../../gate/requests-harness.ts';

jest.setTimeout(60_000);

describe('the measurements of requests', () => {
  it('notice a server that waits', async () => {
    const { medians } = await measureLatency('waiting 10 ms', { rounds: 3, perRound: 40 });
    // A timer is never early; what a busy machine adds, it adds to both.
    expect(Math.max(...medians)).toBeGreaterThan(5);
  });

  it('notice a server that keeps something of each request', async () => {
    const amounts = { warm: 2000, count: 12_000 };
    expect(await measureMemory('leaking', amounts)).toBeGreaterThan(2);
    expect(await measureMemory('plain', amounts)).toBeLessThan(2);
  });

  it('read the processor time of each server', async () => {
    const used = await measureCpu(['plain', 'apm', 'apm with costs', 'peers'], {
      rounds: 2,
      perRound: 50,
    });
    expect(used.map((rounds) => rounds.length)).toEqual([2, 2, 2, 2]);
    for (const micros of used.flat()) expect(micros).toBeGreaterThan(0);
  });
});
