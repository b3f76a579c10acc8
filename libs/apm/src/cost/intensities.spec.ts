import { assert, double, property } from 'fast-check';
import { createIntensities } from './intensities.ts';

describe('the intensities of kinds of work', () => {
  it('are the guesses before anything is learned', () => {
    const intensities = createIntensities<'a' | 'b'>((kind) => (kind === 'a' ? 1000 : 50));
    expect(intensities.of('a') / intensities.of('b')).toBe(20);
  });

  it('come near the truth when lessons differ, whatever was guessed', () => {
    const positive = double({ min: 20, max: 2000, noNaN: true });
    assert(
      property(positive, positive, positive, positive, (guessA, guessB, trueA, trueB) => {
        const intensities = createIntensities<'a' | 'b'>((kind) =>
          kind === 'a' ? guessA : guessB,
        );
        for (let n = 0; n < 300; n += 1) {
          const [a, b] = [1 + (n % 7), 1 + (n % 3)];
          const served = new Map([
            ['a', a],
            ['b', b],
          ] as const);
          intensities.learn(served, a * trueA + b * trueB);
        }
        const share = (x: number, y: number) => x / (x + y);
        const learned = share(intensities.of('a'), intensities.of('b'));
        const guessed = share(guessA, guessB);
        const truth = share(trueA, trueB);
        // The guesses hold a little, so a wrong one leaves a trace.
        expect(Math.abs(learned - truth)).toBeLessThan(0.15 + 0.3 * Math.abs(guessed - truth));
      }),
    );
  });

  it('keep the ratio that was guessed when lessons never differ', () => {
    const intensities = createIntensities<'a' | 'b'>((kind) => (kind === 'a' ? 1000 : 250));
    for (let n = 0; n < 100; n += 1) {
      const served = new Map([
        ['a', 3],
        ['b', 3],
      ] as const);
      intensities.learn(served, 9000);
    }
    expect(intensities.of('a') / intensities.of('b')).toBeCloseTo(4, 5);
  });

  it('are never nothing, so that what was used is always somebody’s', () => {
    const intensities = createIntensities<'a'>(() => 1000);
    intensities.learn(new Map([['a', 5]]), 0);
    intensities.learn(new Map([['a', 5]]), 100);
    expect(intensities.of('a')).toBeGreaterThan(0);
  });
});
