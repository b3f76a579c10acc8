import type { Refusal } from './import-report.ts';

/** The refusals as CSV (RFC 4180) with a byte order mark, so that a spreadsheet opens it as UTF-8. */
export function refusalsCsv(refusals: readonly Refusal[]): string {
  const rows = refusals.map(({ line, column, reason, code }) => [
    String(line),
    column ?? '',
    reason,
    code,
  ]);
  const records = [['line', 'column', 'reason', 'code'], ...rows];
  return `\uFEFF${records.map((record) => record.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A header or a reason comes from the file: it must not run as a formula where the CSV is opened. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
