/** @jest-environment node */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const project = join(__dirname, '../..');

/** Resolves when the file at `path` is what the API's catalogue gives. */
function check(path: string) {
  const script = join(project, 'scripts/api-problems.ts');
  return promisify(execFile)(process.execPath, [script, '--check', path], {
    cwd: project,
  });
}

describe('the problems of the API', () => {
  it('are those of its catalogue; `nx run web:schema` writes them anew', async () => {
    await expect(check('src/api/api-problems.ts')).resolves.toBeDefined();
  }, 60_000);

  it('would be found out if they were not', async () => {
    await expect(check(__filename)).rejects.toThrow(/nx run web:schema/);
  }, 60_000);
});
