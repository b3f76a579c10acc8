import { catalogue } from '@unite/problem-details';
import { catalogueFaults } from '@unite/problem-details/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { problems } from './problems.ts';

const folder = join(process.cwd(), process.cwd().endsWith('api') ? '.' : 'apps/api');
const entries = [...problems[catalogue].entries.values()];

describe('the catalogue of problems', () => {
  it('is told in English and German, with what causes each problem and what mends it', () => {
    expect(catalogueFaults(problems, { locales: ['de'] })).toEqual([]);
  });

  it('is the table of the README', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const rows = readme.match(/^\| `[a-z-]+` \| [45]\d\d \| .+ \|$/gm);
    expect(rows).toEqual(
      entries.map(({ slug, status, title }) => `| \`${slug}\` | ${status} | ${title} |`),
    );
  });
});
