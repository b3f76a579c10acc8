import type { Refusal } from './contact-draft.ts';
import type { ImportProgress, ImportReport } from './import-report.ts';
import type { BatchPlan } from './merge-batch.ts';

/** Most refusals that a report lists; the rest is counted. */
const refusalsListed = 100;

/** Counts what happens to the rows of one import. */
export interface Tally {
  readonly progress: ImportProgress;
  /** Rows that are in the database now. */
  readonly committed: number;
  readonly refusals: Pick<ImportReport, 'refusals' | 'refusalsOmitted'>;
  readBytes(bytes: number): void;
  readRow(): void;
  refuse(refusal: Refusal): void;
  commit(plan: BatchPlan): void;
}

/** Begins to count. */
export function createTally(): Tally {
  const counts = { bytes: 0, rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0 };
  const listed: Refusal[] = [];
  const refuse = (refusal: Refusal): void => {
    counts.refused += 1;
    if (listed.length < refusalsListed) listed.push(refusal);
  };
  return {
    get progress() {
      return { ...counts };
    },
    get committed() {
      return counts.created + counts.updated + counts.unchanged;
    },
    get refusals() {
      return {
        // A batch refuses after later rows were read.
        refusals: listed.toSorted((one, other) => one.line - other.line),
        refusalsOmitted: counts.refused - listed.length,
      };
    },
    readBytes: (bytes) => {
      counts.bytes += bytes;
    },
    readRow: () => {
      counts.rows += 1;
    },
    refuse,
    commit: (plan) => {
      counts.created += plan.created;
      counts.updated += plan.updated;
      counts.unchanged += plan.unchanged;
      plan.refusals.forEach(refuse);
    },
  };
}
