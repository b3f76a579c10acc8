// Lint, format and types of what is staged. Without an installed workspace it says so and stops.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const bin = join(process.cwd(), 'node_modules', '.bin');
if (!existsSync(bin)) {
  process.stderr.write('pre-commit: run `node tools/scripts/setup.mjs` once, then commit again\n');
  process.exit(1);
}
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  NX_DAEMON: 'false',
  NX_TUI: 'false',
};
const run = (command, args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
};

const staged = spawnSync('git', ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z'], {
  encoding: 'utf8',
})
  .stdout.split('\0')
  .filter((file) => file !== '');
if (staged.length > 0)
  run('prettier', ['--check', '--ignore-unknown', '--log-level=warn', ...staged]);

const code = staged.filter((file) => /\.(ts|tsx|mts|cts|js|mjs)$/.test(file));
if (code.length > 0) {
  run('eslint', ['--max-warnings=0', '--no-warn-ignored', ...code]);
  run('nx', ['affected', '-t', 'typecheck', `--files=${code.join(',')}`, '--outputStyle=static']);
}
