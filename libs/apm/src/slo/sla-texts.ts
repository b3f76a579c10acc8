import type { SlaLine, SlaReport } from './sla-report.ts';

const columns: readonly (readonly [string, (line: SlaLine) => string | number | boolean])[] = [
  ['workspace', ({ workspace }) => workspace],
  ['objective', ({ objective }) => objective],
  ['promised %', ({ promisedPercent }) => promisedPercent],
  ['good', ({ good }) => good],
  ['total', ({ total }) => total],
  ['good %', ({ percent }) => percent],
  ['kept', ({ kept }) => (kept ? 'yes' : 'no')],
  ['budget used %', ({ budgetUsedPercent }) => budgetUsedPercent],
  ['worst day', ({ worstDay }) => worstDay.day],
  ['worst day %', ({ worstDay }) => worstDay.percent],
  ['credit %', ({ creditPercent }) => creditPercent],
];

/** The report as a page of Markdown with one table. */
export function slaMarkdown({ month, timeZone, lines }: SlaReport): string {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [
    row(columns.map(([name]) => name)),
    row(columns.map(() => '---')),
    ...lines.map((line) => row(columns.map(([, value]) => String(value(line))))),
  ];
  return `# Service levels of ${month}\n\nDays are of the time zone ${timeZone}.\n\n${table.join('\n')}\n`;
}

/** The report as CSV after RFC 4180, with a header; no cell begins as a formula does. */
export function slaCsv({ lines }: SlaReport): string {
  const rows = [
    columns.map(([name]) => name),
    ...lines.map((line) => columns.map(([, value]) => String(value(line)))),
  ];
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(text: string): string {
  // A spreadsheet would run it.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
