import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSystemProgram } from '../../src/process/system-program.ts';

const missing = { what: 'Tool is not available', why: 'it is not there', todo: 'install it' };
const tool = { names: ['unite-tool'], packageName: 'unite-tool', missing };

describe('a program that is missing, on a machine where we may install', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stack-install-'));
    jest.spyOn(process, 'getuid').mockReturnValue(0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  /** Puts an apt-get there that writes down how it is called and then does `work`. */
  const aptGet = (work: string) =>
    writeFileSync(
      join(folder, 'apt-get'),
      `#!/bin/sh\ncd ${folder}\necho "$RUNLEVEL $@" >> calls\n${work}\n`,
      { mode: 0o755 },
    );
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  const find = (onProgress: (text: string) => void = () => undefined) =>
    findSystemProgram(tool, { path: folder, install: true, onProgress });
  const makeTool = 'echo "#!/bin/sh" > unite-tool; chmod 755 unite-tool';
  const install = '1 install -y -q --no-install-recommends unite-tool';

  it('is installed without its service, and says so', async () => {
    aptGet(makeTool);
    const progress: string[] = [];
    expect(await find((text) => progress.push(text))).toBe(join(folder, 'unite-tool'));
    expect(progress).toEqual(['installing unite-tool from the system packages']);
    expect(calls()).toEqual([install]);
  });

  it('is installed after the package lists were fetched, when they are missing', async () => {
    aptGet(
      `if [ "$1" = update ]; then touch lists; elif [ -e lists ]; then ${makeTool}; else exit 100; fi`,
    );
    expect(await find()).toBe(join(folder, 'unite-tool'));
    expect(calls()).toEqual([install, '1 update -q', install]);
  });

  it('stays missing with the reason when it cannot be installed', async () => {
    aptGet('echo "E: Unable to locate package" >&2; exit 100');
    expect(await find()).toEqual({
      ...missing,
      why: expect.stringMatching(/installing it failed.*Unable to locate package/s) as string,
    });
  });

  it('stays missing when the package does not bring it', async () => {
    aptGet('exit 0');
    expect(await find()).toEqual(missing);
  });
});
