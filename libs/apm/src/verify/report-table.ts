import { backendVariables } from './environment.ts';
import type { VerifyReport, VerifyResult } from './report.ts';

const endings = {
  0: 'all seen',
  1: 'something failed or did not arrive',
  2: 'something is misconfigured',
  3: 'sent, and not confirmed',
} as const;

/** The report for people: a row for each backend, then what is wrong and what to do, with a newline at its end. */
export function reportTable({ backends, probe, exitCode }: VerifyReport): string {
  if (backends.length === 0) return `nothing to verify: set ${backendVariables.join(', ')}\n`;
  const rows = [['backend', 'outcome', 'level', 'steps'], ...backends.map(rowOf)];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const problems = backends.flatMap(({ backend, problem }) =>
    problem === null ? [] : [`${backend}: ${problem.step}: ${problem.what}; ${problem.todo}`],
  );
  const lines = [...table, '', ...problems, `probe ${probe}: ${endings[exitCode]}`];
  return `${lines.join('\n')}\n`;
}

function rowOf({ backend, outcome, level, steps }: VerifyResult): string[] {
  const times = steps.map(({ name, durationMs }) => `${name} ${durationMs.toFixed(1)} ms`);
  return [backend, outcome, level, times.join(', ')];
}
