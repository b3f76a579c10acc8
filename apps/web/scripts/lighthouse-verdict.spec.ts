/** @jest-environment node */
import { isComplete, lighthouseVerdict, type LighthouseRun } from './lighthouse-verdict.ts';

const floors = { performance: 95, accessibility: 100 };

function runs(
  performance: readonly number[],
  { benchmarkIndex = 2_600, accessibility = 100 } = {},
) {
  return performance.map<LighthouseRun>((score) => ({
    scores: { performance: score, accessibility },
    benchmarkIndex,
  }));
}

describe('the verdict on several Lighthouse runs', () => {
  it('goes by the median, so that one bad run does not decide', () => {
    const verdict = lighthouseVerdict(runs([40, 97, 98, 96, 99]), floors, 2_000);
    expect(verdict).toEqual({ kind: 'passed', medians: { performance: 97, accessibility: 100 } });
  });

  it('fails a page whose median is below the floor of one category', () => {
    const verdict = lighthouseVerdict(runs([97, 97, 97], { accessibility: 98 }), floors, 2_000);
    expect(verdict).toMatchObject({ kind: 'failed', reasons: ['accessibility 98 is below 100'] });
  });

  it('fails the page that is one point short', () => {
    expect(lighthouseVerdict(runs([94, 94, 100]), floors, 2_000).kind).toBe('failed');
  });

  it('gives no bad verdict on a starved machine', () => {
    const verdict = lighthouseVerdict(runs([80, 81, 79], { benchmarkIndex: 1_200 }), floors, 2_000);
    expect(verdict).toEqual({ kind: 'starved', benchmarkIndex: 1_200 });
  });

  it('fails what a busy machine cannot excuse', () => {
    const starved = { benchmarkIndex: 1_200, accessibility: 92 };
    expect(lighthouseVerdict(runs([80, 81, 79], starved), floors, 2_000).kind).toBe('failed');
  });

  it('believes a good score of a starved machine', () => {
    const verdict = lighthouseVerdict(runs([96, 96, 97], { benchmarkIndex: 1_200 }), floors, 2_000);
    expect(verdict.kind).toBe('passed');
  });

  it('refuses to judge a category that was not run', () => {
    expect(() => lighthouseVerdict(runs([99]), { seo: 100 }, 2_000)).toThrow(/seo/);
  });
});

describe('a run without a navigation start', () => {
  it('is not complete', () => {
    const run = { scores: { performance: null, accessibility: 100 }, benchmarkIndex: 2_600 };
    expect(isComplete(run, ['performance', 'accessibility'])).toBe(false);
    expect(isComplete(run, ['accessibility'])).toBe(true);
  });
});
