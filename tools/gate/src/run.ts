import Table from 'cli-table3';
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { styleText } from 'node:util';
import { row, tally, type Evidence, type Machine, type MeasuredClaim } from './evidence.ts';
import { proofPage } from './proof.ts';

/** A gate file that says nothing for this long, in milliseconds, has hung. */
const silenceLimitMs = 15 * 60_000;

/** Where a gate runs and where it speaks. */
export interface Gate {
  /** The workspace's folder. */
  readonly root: string;
  /** Path of `measure.ts`, the entry of the process that one gate file runs in. */
  readonly measureEntry: string;
  /** Width of the table, in characters. */
  readonly columns: number;
  readonly print: (text: string) => void;
  /** Defaults to 15 minutes; a gate file that is silent for longer is ended. */
  readonly silenceLimitMs?: number;
}

type Message =
  | { readonly kind: 'started'; readonly id: string }
  | { readonly kind: 'measured'; readonly claim: MeasuredClaim };

/** Measures every project through Nx, which builds them first, and writes `docs/proof.md`. */
export function measureAll({ root, print }: Gate): boolean {
  const { status } = spawnSync(
    'nx',
    ['run-many', '-t', 'gate', '--nxBail=false', '--outputStyle=stream'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, NX_TUI: 'false' },
    },
  );
  const evidence = globSync('dist/gate/*.json', { cwd: root })
    .sort()
    .map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Evidence); // written below
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeFileSync(join(root, 'docs/proof.md'), proofPage(evidence));
  const { passed, failed } = tally(evidence.flatMap(({ claims }) => claims));
  print(`\nwrote docs/proof.md\ngate: ${passed} passed, ${failed} failed`);
  return status === 0 && failed === 0;
}

/** Measures the claims of one project; `true` when all are kept. Writes `dist/gate/<project>.json`. */
export async function measureProject(gate: Gate, project: string): Promise<boolean> {
  const { root, print } = gate;
  const files = globSync(`{apps,libs,tools}/${project}/gate/*.gate.ts`, { cwd: root }).sort();
  if (files.length === 0) {
    print(`gate: the project "${project}" has no gate/*.gate.ts file`);
    return false;
  }
  const about = {
    project,
    commit: commit(root),
    date: new Date().toISOString(),
    machine: machine(),
  };
  const claims: MeasuredClaim[] = [];
  for (const file of files) claims.push(...(await measureFile(gate, join(root, file))));

  print(`\n${table(claims, gate.columns)}`);
  for (const { id, verdict } of claims) {
    if (verdict.kind === 'error') print(`\n${id} could not be measured:\n${verdict.message}`);
  }
  mkdirSync(join(root, 'dist/gate'), { recursive: true });
  const evidence: Evidence = { ...about, claims };
  writeFileSync(join(root, `dist/gate/${project}.json`), `${JSON.stringify(evidence, null, 2)}\n`);
  const { passed, failed } = tally(claims);
  print(`gate: ${passed} passed, ${failed} failed`);
  return failed === 0;
}

/** Runs one gate file in a process of its own, so that no claim inherits another's heap or warm code. */
function measureFile(gate: Gate, file: string): Promise<readonly MeasuredClaim[]> {
  const limitMs = gate.silenceLimitMs ?? silenceLimitMs;
  return new Promise((resolve) => {
    const claims: MeasuredClaim[] = [];
    let running = basename(file);
    let reason: string | undefined;
    const child = fork(gate.measureEntry, [file], {
      cwd: gate.root,
      execArgv: ['--conditions=@unite/source', '--disable-warning=ExperimentalWarning'],
    });
    const hung = (): void => {
      reason = `no answer for ${limitMs / 1000} s`;
      child.kill('SIGKILL');
    };
    let watch = setTimeout(hung, limitMs);
    child.on('message', (message: Message) => {
      clearTimeout(watch);
      watch = setTimeout(hung, limitMs);
      if (message.kind === 'started') {
        running = message.id;
        gate.print(`measuring ${running} …`);
      } else {
        claims.push(message.claim);
        const { measured, verdict } = row(message.claim);
        gate.print(`  ${verdict}: ${measured}`);
      }
    });
    child.once('exit', (code, signal) => {
      clearTimeout(watch);
      if (code !== 0) {
        reason ??= `its process ended with ${signal ?? `exit code ${code}`}`;
        claims.push({
          id: running,
          phase: '–',
          text: `${basename(file)} runs to its end`,
          target: { op: '=', value: 0 },
          unit: 'exit code',
          verdict: { kind: 'error', message: reason },
        });
      }
      resolve(claims);
    });
  });
}

function table(claims: readonly MeasuredClaim[], columns: number): string {
  const view = new Table({
    head: ['claim', 'target', 'measured', 'verdict'],
    style: { head: [], border: [] },
    colWidths: [Math.max(24, columns - 80), 20, 40, 14],
    wordWrap: true,
  });
  for (const claim of claims) {
    const { target, measured, verdict } = row(claim);
    view.push([
      claim.text,
      target,
      measured,
      styleText(verdict === 'passed' ? 'green' : 'red', verdict),
    ]);
  }
  return view.toString();
}

function commit(root: string): string {
  if (!existsSync(join(root, '.git'))) return 'unknown';
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  return git('rev-parse', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+changes');
}

function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    load: loadavg()[0] ?? 0,
  };
}
