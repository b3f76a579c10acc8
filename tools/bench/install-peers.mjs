// Installs the peers once. They live here and not in the workspace, because some of them need other majors of what the
// workspace has. usage: node tools/bench/install-peers.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function isInstalled([name, version]) {
  const path = join(folder, 'node_modules', name, 'package.json');
  return existsSync(path) && createRequire(path)(path).version === version;
}

if (!Object.entries(dependencies).every(isInstalled)) {
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
