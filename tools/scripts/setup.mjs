// Makes a fresh clone ready to work. Runs on any Node >= 20 and needs no dependency, because it is what
// installs them: `npm start`, `npm test`, `npm run gate` and the others call it first.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stamp = join(root, 'node_modules', '.unite-lock');
const node24 = join(
  root,
  'node_modules',
  '.bin',
  process.platform === 'win32' ? 'node.cmd' : 'node',
);

/** Says what is wrong, why, and the one thing to do, then ends. */
function stop(what, why, todo) {
  process.stderr.write(`\nsetup: ${what}\n  why:  ${why}\n  do:   ${todo}\n\n`);
  process.exit(1);
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  stop(
    `Node ${process.versions.node} is too old to install with`,
    'the package manager that reads our lockfile needs Node 20 or later',
    'install Node 20 or later from your system and run the same command again',
  );
}

const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(process.platform + process.arch)
  .digest('hex');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';

if (wanted !== installed) await install();
// UNITE_NODE=system runs everything on the Node that is installed, e.g. to test a newer one.
if (process.env.UNITE_NODE === 'system') rmSync(node24, { force: true });
if (!existsSync(node24) && (major < 24 || (major === 24 && minor < 11))) {
  stop(
    `Node ${process.versions.node} runs here, but Node 24.11 or later is needed`,
    `${process.env.UNITE_NODE === 'system' ? 'UNITE_NODE=system was asked for' : `no packaged Node 24 exists for ${process.platform}-${process.arch}`}`,
    'install Node 24 from your system and run the same command again',
  );
}
useCommitHooks();

async function install() {
  const first = installed === '';
  say(`installing the locked packages${first ? ' (first run, one to three minutes)' : ''} …`);
  const started = Date.now();
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
    shell: process.platform === 'win32',
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-8000);
    process.stderr.write(chunk);
  });
  const beat = setInterval(() => {
    say(`still installing, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 15_000);
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (exit) => resolve(exit ?? 1));
  });
  clearInterval(beat);
  if (code === 127) {
    stop('npm was not found', 'the packages are installed with npm', 'install npm and run again');
  }
  if (code !== 0) explain(errors);
  writeFileSync(stamp, wanted);
  say(`packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

function explain(errors) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(errors)) {
    stop(
      'the packages could not be fetched',
      'the package registry cannot be reached from this machine',
      'check the network (or npm’s proxy settings) and run the same command again',
    );
  }
  if (/EUSAGE|in sync/.test(errors)) {
    stop(
      'package.json and package-lock.json disagree',
      'a dependency was changed without locking it again',
      'run `npm run relock` and commit the lockfile',
    );
  }
  if (/ENOSPC/.test(errors)) {
    stop('the disk is full', 'the packages need about 2 GB', 'free some space and run again');
  }
  if (/EACCES|EPERM/.test(errors)) {
    stop(
      'npm may not write here',
      `${root} or npm’s cache belongs to another user`,
      'give the folder to your user and run again',
    );
  }
  stop('npm ci failed', 'its message stands above', 'mend what it names and run again');
}

/** Hooks live in the repository; a clone without git (an archive) simply has none. */
function useCommitHooks() {
  if (!existsSync(join(root, '.git'))) return;
  const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (git('config', '--get', 'core.hooksPath').stdout?.trim() === '.githooks') return;
  if (git('config', 'core.hooksPath', '.githooks').status !== 0) {
    say('the commit hooks could not be set: run `git config core.hooksPath .githooks` yourself');
  }
}
