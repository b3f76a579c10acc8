import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { columnNames } from './column-names.ts';
import { refusalReasons } from './contact-draft.ts';

const root = join(process.cwd(), process.cwd().endsWith('api') ? '../..' : '.');
const guide = readFileSync(join(root, 'docs/guide/importing-contacts.md'), 'utf8');

/** The rows of the table after the marker `<!-- name -->`, cells trimmed, without the header. */
function table(name: string): string[][] {
  const text = guide.split(`<!-- ${name} -->`)[1]?.trimStart().split('\n\n')[0] ?? '';
  return text
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the guide to importing contacts', () => {
  it('lists exactly the column names that are understood, in their order', () => {
    const expected = Object.entries(columnNames).map(([field, names]) => [
      `\`${field}\``,
      names.join(', '),
    ]);
    expect(table('columns')).toEqual(expected);
  });

  it('lists exactly the reasons to refuse a record', () => {
    const expected = Object.entries(refusalReasons).map(([code, reason]) => [
      `\`${code}\``,
      reason,
    ]);
    expect(table('refusals')).toEqual(expected);
  });
});
