/** @jest-environment node */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const project = join(__dirname, '../..');
const cli = join(project, '../../node_modules/openapi-typescript/bin/cli.js');
const output = join(__dirname, 'schema.d.ts');

/** Resolves when the file at `path` is what the document gives. */
function check(path: string) {
  const document = join(project, '../api/openapi.json');
  return promisify(execFile)(process.execPath, [cli, document, '--output', path, '--check']);
}

describe('the types of the API', () => {
  it('are those of its OpenAPI document; `nx run web:schema` writes them anew', async () => {
    await expect(check(output)).resolves.toBeDefined();
  }, 60_000);

  it('would be found out if they were not', async () => {
    await expect(check(__filename)).rejects.toThrow();
  }, 60_000);
});
