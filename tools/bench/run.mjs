// Runs the comparisons of one project with its peers: `npm run bench -- api`, with `--write` into its README.
// The peers are installed on first use.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const suites = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
  .map(({ name }) => name);
const [suite, ...options] = process.argv.slice(2);

if (suite === undefined || !suites.includes(suite)) {
  console.error(`Usage: npm run bench -- <project>, one of: ${suites.join(', ')}`);
  process.exit(2);
}

await import('./install-peers.mjs');

const benches = readdirSync(join(folder, suite)).filter((name) => name.endsWith('.bench.mjs'));
for (const name of benches.toSorted()) {
  // A process each: what one bench has compiled and allocated is not the next one's business.
  const args = ['--expose-gc', join(folder, suite, name), ...options];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
