// node tools/nx-unite/src/cli.ts <api-check|pack-check|size> <project folder> [--update]
import process from 'node:process';
import { runCheck } from './checks.ts';

const passed = await runCheck({
  root: process.cwd(),
  args: process.argv.slice(2),
  print: (text) => process.stdout.write(`${text}\n`),
});
process.exitCode = passed ? 0 : 1;
