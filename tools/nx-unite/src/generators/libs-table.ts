import { Refusal } from './refusal.ts';

const start = '<!-- libs:start -->';
const end = '<!-- libs:end -->';
const header = ['| lib | what it does | phase |', '| --- | --- | --- |'];

/** One lib of the map in the root README. */
export interface LibRow {
  /** Folder under `libs`. */
  readonly name: string;
  readonly description: string;
  readonly phase: string;
}

/** `readme` with a row for `lib` in the table of libs, in the order of names. */
export function withLibRow(readme: string, { name, description, phase }: LibRow): string {
  const row = `| [${name}](libs/${name}) | ${description.replaceAll('|', '\\|')} | ${phase} |`;
  return rewriteRows(readme, (rows) => [...rows, row].sort());
}

/** `readme` without the row of the lib `name`. */
export function withoutLibRow(readme: string, name: string): string {
  return rewriteRows(readme, (rows) => rows.filter((row) => !row.includes(`](libs/${name})`)));
}

function rewriteRows(
  readme: string,
  rewrite: (rows: readonly string[]) => readonly string[],
): string {
  const [before, rest] = readme.split(start);
  const [table, after] = rest?.split(end) ?? [];
  if (before === undefined || table === undefined || after === undefined) {
    throw new Refusal(`README.md has no table of libs between ${start} and ${end}`);
  }
  const rows = table.split('\n').filter((line) => line.startsWith('| ['));
  return [before + start, '', ...header, ...rewrite(rows), '', end + after].join('\n');
}
