import { problemStandIn } from '../api/problem-stand-in.ts';
import {
  importFraction,
  nextImportState,
  type ImportEvent,
  type ImportState,
} from './import-state.ts';
import type { ImportReport } from './import-report.ts';

const file = new File(['name\nAda\n'], 'contacts.csv');
const head = { kind: 'table', header: ['name'], rows: [['Ada']] } as const;
const progress = { bytes: 4, rows: 1, created: 1, updated: 0, unchanged: 0, refused: 0 };
// Only the step is looked at here.
const report = { created: 1 } as ImportReport;
const problem = problemStandIn();

function after(...events: readonly ImportEvent[]): ImportState {
  return events.reduce(nextImportState, { step: 'looking', file });
}
const looked = { type: 'looked', head } as const;
const started = { type: 'started' } as const;

describe('an import', () => {
  it('is ready once the chosen file was looked at', () => {
    expect(after(looked)).toEqual({ step: 'ready', file, head });
  });

  it.each([
    ['empty', 'import-empty'],
    ['binary', 'import-not-text'],
  ] as const)('is refused at once when the file is %s, as the API would', (kind, slug) => {
    const state = after({ type: 'looked', head: { kind } });
    expect(state).toMatchObject({ step: 'failed', problem: { slug, status: 400 } });
  });

  it('runs and ends', () => {
    const running = [looked, started, { type: 'progressed', progress }] as const;
    expect(after(...running)).toMatchObject({ step: 'running', progress });
    const done = [...running, { type: 'finished', report }] as const;
    expect(after(...done)).toEqual({ step: 'done', file, report });
  });

  it('keeps its file when it fails, so that it can be tried again', () => {
    const failed = [looked, started, { type: 'failed', problem }] as const;
    expect(after(...failed)).toEqual({ step: 'failed', file, problem });
    expect(after(...failed, started).step).toBe('running');
  });

  it('remembers how far it was when it is cancelled', () => {
    const state = after(looked, started, { type: 'progressed', progress }, { type: 'cancelled' });
    expect(state).toEqual({ step: 'cancelled', file, progress });
  });

  it('ignores what comes too late', () => {
    const late = after(looked, started, { type: 'cancelled' }, { type: 'progressed', progress });
    expect(late.step).toBe('cancelled');
    expect(after(started).step).toBe('looking');
  });
});

describe('the progress of an import', () => {
  function running(...events: readonly ImportEvent[]) {
    const state = after(looked, started, ...events);
    if (state.step !== 'running') throw new Error(state.step);
    return importFraction(state);
  }

  it('goes by what the server has read', () => {
    expect(running({ type: 'progressed', progress })).toBeCloseTo(4 / file.size);
    expect(running({ type: 'progressed', progress: { ...progress, bytes: 99 } })).toBe(1);
  });

  it('moves a little while the file only leaves this computer', () => {
    const fraction = running({ type: 'sent', bytes: file.size });
    expect(fraction).toBeGreaterThan(0);
    expect(fraction).toBeLessThanOrEqual(0.1);
  });

  it('never goes beyond the end of an empty file', () => {
    const state = { step: 'running', file: new File([], 'x'), sentBytes: 0, progress } as const;
    expect(importFraction(state)).toBe(0);
  });
});
