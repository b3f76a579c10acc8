// Runs the comparisons of one project with its peers: `npm run bench -- api`.
//
// The peers live here and not in the workspace, because some of them need other majors of what the
// workspace has. They are installed on first use.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const suites = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
  .map(({ name }) => name);
const [suite] = process.argv.slice(2);

if (suite === undefined || !suites.includes(suite)) {
  console.error(`Usage: npm run bench -- <project>, one of: ${suites.join(', ')}`);
  process.exit(2);
}

if (!existsSync(join(folder, 'node_modules', '.package-lock.json'))) {
  console.log('Installing the peers once (npm ci in tools/bench) ...');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error('The peers could not be installed. Check the network, then run this again.');
    process.exit(1);
  }
}

const benches = readdirSync(join(folder, suite)).filter((name) => name.endsWith('.bench.mjs'));
for (const name of benches.toSorted()) {
  // A process each: what one bench has compiled and allocated is not the next one's business.
  const { status } = spawnSync(process.execPath, ['--expose-gc', join(folder, suite, name)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
