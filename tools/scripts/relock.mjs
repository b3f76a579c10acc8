// Writes package-lock.json from scratch. `npm install` beside an existing node_modules leaves the optional
// packages of other platforms out of the lockfile, and the next `npm ci` then fails (npm/cli #4828).
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import process from 'node:process';

for (const path of [
  'package-lock.json',
  'node_modules',
  ...globSync('{apps,libs,tools}/*/node_modules'),
]) {
  if (path !== 'tools/bench/node_modules') rmSync(path, { recursive: true, force: true });
}
const npm = (...args) => {
  const { status } = spawnSync('npm', args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
npm('install', '--no-audit', '--no-fund', '--loglevel=error');
npm('ci', '--dry-run', '--loglevel=error');
const hosts = readFileSync('package-lock.json', 'utf8').match(/"resolved": "https?:[^"]*"/g) ?? [];
if (hosts.length > 0) {
  process.stderr.write(`relock: the lockfile names a host: ${hosts[0]}\n`);
  process.exit(1);
}
