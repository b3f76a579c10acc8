import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the API, wherever the tests are started. */
export const projectFolder = join(process.cwd(), process.cwd().endsWith('api') ? '.' : 'apps/api');

/** The bytes of a file of `test/fixtures`. */
export function fixture(name: string): Buffer {
  return readFileSync(join(projectFolder, 'test/fixtures', name));
}
