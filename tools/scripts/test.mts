// `npm test`: everything that CI checks. Ends with the line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

/** The Nx targets that make up the test run. */
const targets = [
  'lint',
  'typecheck',
  'build',
  'api-check',
  'pack-check',
  'size',
  'test',
  'test:integration',
  'coverage',
  'e2e',
];

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly JestFile[];
}

interface JestFile {
  /** Path of the spec file. */
  readonly name: string;
  readonly status: 'passed' | 'failed';
  /** What its failed specs say, or why it could not be run. */
  readonly message: string;
}

let passed = 0;
let failed = 0;

function check(name: string, command: readonly [string, ...string[]]): boolean {
  console.log(`\n— ${name}`);
  const [file, ...args] = command;
  const { status } = spawnSync(file, args, {
    stdio: 'inherit',
    env: { ...process.env, NX_TUI: 'false', NX_INTERACTIVE: 'false' },
  });
  if (status === 0) passed += 1;
  else failed += 1;
  return status === 0;
}

// A report of an earlier run must never be counted; Nx puts those of cached tasks back.
rmSync('dist/test', { recursive: true, force: true });

check('format', ['prettier', '--check', '--log-level=warn', '.']);
check('lockfile', ['node', 'tools/scripts/lockfile.mts']);
check('project references', ['nx', 'sync:check']);
const green = check('lint, types, builds and tests', [
  'nx',
  'run-many',
  `--targets=${targets.join(',')}`,
  '--nxBail=false',
  '--outputStyle=static',
]);

const reports = globSync('dist/test/*/*/report.json').map(
  (file) => JSON.parse(readFileSync(file, 'utf8')) as JestReport, // written by jest --json
);
const count = (pick: (report: JestReport) => number): number =>
  reports.reduce((sum, report) => sum + pick(report), 0);
passed += count((r) => r.numPassedTests);
failed += count((r) => r.numFailedTests);
const skipped = count((r) => r.numPendingTests);

if (reports.length === 0) {
  console.error('no test report was written');
  failed += 1;
}
if (skipped > 0) {
  console.error(`${skipped} specs were skipped: a skipped spec counts as failed`);
  failed += skipped;
}
if (!green)
  console.error('\nA task failed; its output stands above. What specs said is told here again.');
for (const file of reports.flatMap((r) => r.testResults)) {
  if (file.status === 'failed') console.error(`\n${relative('.', file.name)}\n${file.message}`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
