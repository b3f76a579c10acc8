// Writes package-lock.json from scratch. `npm install` beside an existing node_modules leaves the optional
// packages of other platforms out of the lockfile, and the next `npm ci` then fails (npm/cli #4828).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import process from 'node:process';

// Runs on the system's Node, which may be 20 and has no globSync: the project's own is being removed.
const projects = ['apps', 'libs', 'tools'].flatMap((folder) =>
  existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}/node_modules`) : [],
);
for (const path of ['package-lock.json', 'node_modules', ...projects]) {
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
