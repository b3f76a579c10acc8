import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureProject } from '../../src/run.ts';

const measureEntry = join(process.cwd(), 'src', 'measure.ts');
let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'gate-'));
  mkdirSync(join(workspace, 'libs/example/gate'), { recursive: true });
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

/** Writes a gate file whose one claim measures `expression` and must stay below 10. */
function gateFile(name: string, expression: string): void {
  writeFileSync(
    join(workspace, `libs/example/gate/${name}.gate.ts`),
    `export const claims = [{ id: '${name}', phase: '6.7', text: 'stays below ten', unit: 'ms',
      target: { op: '<', value: 10 }, measure: async () => (${expression}) }];`,
  );
}

/** Runs the gate of a project in the workspace; `output` is all that it printed. */
async function gate(
  project: string,
  silenceLimitMs = 60_000,
): Promise<{ kept: boolean; output: string }> {
  const lines: string[] = [];
  const kept = await measureProject(
    {
      root: workspace,
      measureEntry,
      columns: 140,
      print: (text) => lines.push(text),
      silenceLimitMs,
    },
    project,
  );
  return { kept, output: lines.join('\n') };
}

const evidence = (): { commit: string; claims: { id: string; verdict: { kind: string } }[] } =>
  JSON.parse(readFileSync(join(workspace, 'dist/gate/example.json'), 'utf8'));

describe('the gate of a project', () => {
  it('passes when every claim is kept, and writes the evidence with its samples', async () => {
    gateFile('quick', '{ value: 3, samples: [2, 3, 4] }');
    const { kept, output } = await gate('example');
    expect(output.split('\n').at(-1)).toBe('gate: 1 passed, 0 failed');
    expect(kept).toBe(true);
    expect(evidence()).toMatchObject({
      commit: 'unknown',
      claims: [{ id: 'quick', verdict: { kind: 'passed', measurement: { samples: [2, 3, 4] } } }],
    });
  });

  it('fails when one claim is broken', async () => {
    gateFile('quick', '{ value: 3 }');
    gateFile('slow', '{ value: 30 }');
    const { kept, output } = await gate('example');
    expect(output).toContain('gate: 1 passed, 1 failed');
    expect(kept).toBe(false);
  });

  it('fails when a measurement throws, and says what it threw', async () => {
    gateFile('broken', "(() => { throw new Error('no server') })()");
    const { kept, output } = await gate('example');
    expect(kept).toBe(false);
    expect(output).toContain('no server');
  });

  it('fails when the process of a gate file dies', async () => {
    gateFile('dying', 'process.exit(7)');
    const { kept, output } = await gate('example');
    expect(kept).toBe(false);
    expect(output).toContain('its process ended with exit code 7');
  });

  it('ends a gate file that says nothing for too long', async () => {
    gateFile('hanging', 'await new Promise((resolve) => setTimeout(resolve, 60_000))');
    const { kept, output } = await gate('example', 1_500);
    expect(kept).toBe(false);
    expect(output).toContain('no answer for 1.5 s');
  });

  it('fails when a gate file exports no claims', async () => {
    writeFileSync(join(workspace, 'libs/example/gate/empty.gate.ts'), 'export const claims = [];');
    expect((await gate('example')).kept).toBe(false);
  });

  it('measures each file in a fresh process', async () => {
    gateFile('first', '{ value: (globalThis.seen = (globalThis.seen ?? 0) + 1) }');
    gateFile('second', '{ value: (globalThis.seen = (globalThis.seen ?? 0) + 1) }');
    await gate('example');
    const values = evidence().claims.map((claim) => JSON.stringify(claim.verdict));
    expect(values).toEqual([
      expect.stringContaining('"value":1'),
      expect.stringContaining('"value":1'),
    ]);
  });

  it('names the commit, and says when the tree differed from it', async () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd: workspace,
        encoding: 'utf8',
      });
    git('init', '-q');
    gateFile('quick', '{ value: 3 }');
    git('add', '.');
    git('commit', '-qm', 'first');
    await gate('example');
    expect(evidence().commit).toBe(git('rev-parse', 'HEAD').trim());
    await gate('example');
    expect(evidence().commit).toMatch(/\+changes$/);
  });

  it('says which project has no claims', async () => {
    const { kept, output } = await gate('nothing');
    expect(kept).toBe(false);
    expect(output).toContain('the project "nothing" has no gate/*.gate.ts file');
  });
});
