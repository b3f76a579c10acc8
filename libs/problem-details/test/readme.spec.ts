import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { defineProblems } from '../src/index.ts';
import { commonProblems } from '../src/common/index.ts';

const readme = readFileSync('README.md', 'utf8');
const programs = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code = '']) => code);
const run = promisify(execFile);
let folder: string;

beforeAll(() => {
  // Inside the package, so that its own name leads to its sources.
  folder = mkdtempSync(join(process.cwd(), 'test', '.readme-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the README', () => {
  it.each(programs.map((program, n) => [n, program] as const))(
    'has a program %d that prints what it says',
    async (n, program) => {
      const file = join(folder, `${n}.mts`);
      writeFileSync(file, program);
      const printed = Array.from(program.matchAll(/\/\/ prints: (.*)$/gm), ([, text]) => text);
      expect(printed.length).toBeGreaterThan(0);
      const { stdout } = await run(process.execPath, ['--conditions=@unite/source', file], {
        env: {},
      });
      expect(stdout.trimEnd().split('\n')).toEqual(printed);
    },
    20_000,
  );

  it('lists exactly the codes of the source', () => {
    const source = readFileSync('src/errors.ts', 'utf8');
    const thrown = readFileSync('src/define-problems.ts', 'utf8');
    const codes = (text: string, pattern: RegExp) =>
      [...new Set(Array.from(text.matchAll(pattern), ([, code]) => code))].toSorted();
    const declared = codes(source, /\| '(PROBLEM_\w+)'/g);
    expect(declared.length).toBeGreaterThan(0);
    expect(codes(readme, /^\| `(PROBLEM_\w+)`/gm)).toEqual(declared);
    expect(codes(thrown, /'(PROBLEM_\w+)'/g)).toEqual(declared);
  });

  it('counts the common problems', () => {
    expect(readme).toContain(`has ${Object.keys(commonProblems).length} types`);
    expect(() => defineProblems('https://a.example/', commonProblems)).not.toThrow();
  });

  it('is at most 200 lines', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(200);
  });
});
