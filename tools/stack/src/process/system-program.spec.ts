import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findOnPath, findSystemProgram } from './system-program.ts';

const missing = { what: 'Tool is not available', why: 'it is not there', todo: 'install it' };
const tool = { names: ['unite-tool'], packageName: 'unite-tool', missing };
const silent = () => undefined;

describe('a program of the system', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stack-program-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const script = (name: string, mode = 0o755) => {
    const file = join(folder, name);
    writeFileSync(file, '#!/bin/sh\n', { mode });
    return file;
  };

  it('is the first of its names on the PATH that can be run', () => {
    script('not-executable', 0o644);
    const file = script('other');
    const path = ['', '/nowhere', folder].join(delimiter);
    expect(findOnPath(path, ['not-executable', 'other'])).toBe(file);
    expect(findOnPath(path, ['neither'])).toBeUndefined();
  });

  it('is taken from where it is', async () => {
    const file = script('unite-tool');
    const options = { path: folder, install: false, onProgress: silent };
    expect(await findSystemProgram(tool, options)).toBe(file);
  });

  it.each([
    ['when nobody wants it installed', false],
    ['on a machine without apt-get', true],
  ])('is missing %s', async (_, install) => {
    const options = { path: folder, install, onProgress: silent };
    expect(await findSystemProgram(tool, options)).toEqual(missing);
  });
});
