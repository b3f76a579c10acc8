import { apiProblems } from '../api/api-problems.ts';
import type { Problem } from '../api/problem.ts';
import { problemIn } from '../api/read-problem.ts';
import type { FileHead } from './file-head.ts';
import type { ImportProgress, ImportReport } from './import-report.ts';

/** Where the import of a chosen file stands, with exactly what belongs to that moment. */
export type ImportState =
  | { readonly step: 'looking'; readonly file: File }
  | { readonly step: 'ready'; readonly file: File; readonly head: FileHead }
  | {
      readonly step: 'running';
      readonly file: File;
      readonly sentBytes: number;
      readonly progress: ImportProgress | undefined;
    }
  | { readonly step: 'done'; readonly file: File; readonly report: ImportReport }
  | { readonly step: 'failed'; readonly file: File; readonly problem: Problem }
  | {
      readonly step: 'cancelled';
      readonly file: File;
      readonly progress: ImportProgress | undefined;
    };

/** What can happen to an import. */
export type ImportEvent =
  | { readonly type: 'looked'; readonly head: FileHead }
  | { readonly type: 'started' }
  | { readonly type: 'sent'; readonly bytes: number }
  | { readonly type: 'progressed'; readonly progress: ImportProgress }
  | { readonly type: 'finished'; readonly report: ImportReport }
  | { readonly type: 'failed'; readonly problem: Problem }
  | { readonly type: 'cancelled' };

/** The state after `event`. An event that comes too late for the state changes nothing. */
export function nextImportState(state: ImportState, event: ImportEvent): ImportState {
  switch (state.step) {
    case 'looking':
      return event.type === 'looked' ? look(state.file, event.head) : state;
    case 'ready':
    case 'failed':
    case 'cancelled':
      if (event.type !== 'started') return state;
      return { step: 'running', file: state.file, sentBytes: 0, progress: undefined };
    case 'running':
      return run(state, event);
    case 'done':
      return state;
  }
}

function look(file: File, head: FileHead): ImportState {
  const problem = unusable(head);
  return problem ? { step: 'failed', file, problem } : { step: 'ready', file, head };
}

function run(state: ImportState & { step: 'running' }, event: ImportEvent): ImportState {
  const { file, progress } = state;
  switch (event.type) {
    case 'sent':
      return { ...state, sentBytes: event.bytes };
    case 'progressed':
      return { ...state, progress: event.progress };
    case 'finished':
      return { step: 'done', file, report: event.report };
    case 'failed':
      return { step: 'failed', file, problem: event.problem };
    case 'cancelled':
      return { step: 'cancelled', file, progress };
    default:
      return state;
  }
}

/** What can be seen without asking the server: the problem that it would answer. */
function unusable(head: FileHead): Problem | undefined {
  if (head.kind === 'empty') return refusal('import-empty', 'The file is empty');
  if (head.kind === 'binary') {
    const message = 'It looks like a spreadsheet or an archive.';
    return refusal('import-not-text', 'This is not a text file', message);
  }
  return undefined;
}

function refusal(
  slug: 'import-empty' | 'import-not-text',
  title: string,
  message?: string,
): Problem {
  const { base, problems } = apiProblems;
  const errors = message === undefined ? [] : [{ field: '', message }];
  return problemIn({ type: base + slug, title, errors }, { status: problems[slug].status });
}

/** How much of the file is through, from 0 to 1. */
export function importFraction(state: ImportState & { step: 'running' }): number {
  const { file, sentBytes, progress } = state;
  // The server counts what it has read; before its first word, what left this computer is all that is known.
  const bytes = progress?.bytes ?? Math.min(sentBytes, file.size) / 10;
  return file.size === 0 ? 0 : Math.min(1, bytes / file.size);
}
