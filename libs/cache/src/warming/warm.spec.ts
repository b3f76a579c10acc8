import { createManualClock } from '../testing/manual-clock.ts';
import { warm } from './warm.ts';

describe('warming', () => {
  /** Warms keys 0, 1, … that are brought at once, and notes when each was begun. */
  function setUp(count: number, options: { budgetMs?: number; isPresent?: boolean } = {}) {
    const clock = createManualClock();
    const begunAtMs: number[] = [];
    const keys = Array.from({ length: count }, (_, id) => ({ id }));
    const warming = {
      clock,
      freshMs: () => (options.isPresent ? 1 : 0),
      bring: async () => begunAtMs.push(clock.monotonicMs()),
    };
    const ended = warm<'{id}'>(keys, { budgetMs: options.budgetMs ?? 2000 }, warming);
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.advance(1);
      }
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { clock, begunAtMs, ended, pass };
  }

  it('begins 16 keys in 48 ms, so that others find their turn', async () => {
    const { begunAtMs, ended, pass } = setUp(40);
    await pass(100);
    const [first = NaN] = begunAtMs;
    const groups = [0, 48, 96].map((ms) => begunAtMs.filter((at) => at - first === ms).length);
    expect(groups).toEqual([16, 16, 8]);
    expect(await ended).toMatchObject({ warmed: 40, skipped: 0 });
  });

  it('begins more where most of the budget would not suffice', async () => {
    const { begunAtMs, pass } = setUp(100, { budgetMs: 100 });
    await pass(81);
    expect(begunAtMs).toHaveLength(100);
  });

  it('catches up on what is late', async () => {
    const { clock, begunAtMs, pass } = setUp(64);
    await pass(1);
    clock.advance(150);
    await pass(1);
    expect(begunAtMs).toHaveLength(64);
  });

  it('does not wait for what is in memory', async () => {
    const { ended } = setUp(1000, { isPresent: true });
    expect(await ended).toMatchObject({ present: 1000, tookMs: 0 });
  });
});
