import { median } from '@unite/gate';

/** The scores (0 to 100) of one Lighthouse run; a category that Lighthouse could not judge is null. */
export interface LighthouseRun {
  readonly scores: Readonly<Record<string, number | null>>;
  /** Lighthouse's own measure of how fast the machine was during the run; about 2,500 when it is calm. */
  readonly benchmarkIndex: number;
}

/** What several runs of one page say together. */
export type LighthouseVerdict =
  | { readonly kind: 'passed'; readonly medians: Readonly<Record<string, number>> }
  | {
      readonly kind: 'failed';
      readonly medians: Readonly<Record<string, number>>;
      /** One line for each category below its floor. */
      readonly reasons: readonly string[];
    }
  /** The machine was too slow to judge: nothing is known, neither good nor bad. */
  | { readonly kind: 'starved'; readonly benchmarkIndex: number };

/**
 * Judges the median of each category. A null run must have been repeated before: it is a fault of the measurement
 * (`NO_NAVSTART`), not a score of 0.
 *
 * @param floors least median (0 to 100) for each category; every category named here must have been run.
 * @param leastBenchmarkIndex below this median speed of the machine no bad verdict is given on performance. A good
 * one is: a starved machine makes scores worse, never better.
 */
export function lighthouseVerdict(
  runs: readonly LighthouseRun[],
  floors: Readonly<Record<string, number>>,
  leastBenchmarkIndex: number,
): LighthouseVerdict {
  const medians = Object.fromEntries(
    Object.keys(floors).map((category) => [category, categoryMedian(runs, category)]),
  );
  const missed = Object.entries(floors).filter(
    ([category, floor]) => (medians[category] ?? 0) < floor,
  );
  if (missed.length === 0) return { kind: 'passed', medians };
  // Only speed suffers from a busy machine: a missing label is missing on every one.
  const isAboutSpeed = missed.every(([category]) => category === 'performance');
  const benchmarkIndex = median(runs.map((run) => run.benchmarkIndex));
  if (isAboutSpeed && benchmarkIndex < leastBenchmarkIndex)
    return { kind: 'starved', benchmarkIndex };
  const reasons = missed.map(
    ([category, floor]) => `${category} ${medians[category]} is below ${floor}`,
  );
  return { kind: 'failed', medians, reasons };
}

/** True when every category of the run has a score. */
export function isComplete(run: LighthouseRun, categories: readonly string[]): boolean {
  return categories.every((category) => typeof run.scores[category] === 'number');
}

function categoryMedian(runs: readonly LighthouseRun[], category: string): number {
  const scores = runs.map((run) => run.scores[category]);
  const judged = scores.filter((score) => typeof score === 'number');
  if (judged.length < scores.length) throw new Error(`a run without a score in ${category}`);
  return median(judged);
}
