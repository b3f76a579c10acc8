// Merges what a project's unit and integration specs covered, and fails below the bound.
// usage: node tools/scripts/coverage.mts <project>
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import coverage from 'istanbul-lib-coverage';

/** Lowest share of lines and of branches that the specs of a project must run, in percent. */
const bound = 80;

const [project] = process.argv.slice(2);
if (project === undefined) throw new Error('usage: coverage.mts <project>');

const map = coverage.createCoverageMap({});
const runs = globSync(`dist/test/${project}/*/coverage-final.json`);
if (runs.length === 0) throw new Error(`${project}: no coverage was recorded; run its tests first`);
for (const file of runs) map.merge(JSON.parse(readFileSync(file, 'utf8')));

const summary = map.getCoverageSummary();
const measured = { lines: summary.lines.pct, branches: summary.branches.pct };
const out = `dist/test/${project}/coverage.json`;
if (!existsSync(dirname(out))) mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(measured, null, 2)}\n`);

const low = Object.entries(measured).filter(([, percent]) => percent < bound);
console.log(`${project}: lines ${measured.lines} %, branches ${measured.branches} %`);
if (low.length > 0) {
  const files = map
    .files()
    .map((file) => ({ file, pct: map.fileCoverageFor(file).toSummary().branches.pct }))
    .sort((a, b) => a.pct - b.pct)
    .slice(0, 10);
  for (const { file, pct } of files)
    console.log(`  ${pct.toFixed(0).padStart(3)} % of branches  ${file}`);
  console.error(`${project}: ${low.map(([what]) => what).join(' and ')} below ${bound} %`);
  process.exit(1);
}
