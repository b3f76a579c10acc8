// A program that has listeners of its own. usage: node listening-program.ts <json>; see ProgramOptions.
import { writeSync } from 'node:fs';

import { createErrorReports, installDeathHooks } from '../../src/sentry/index.ts';
import type { ProgramOptions } from './dying-program.ts';

const given: unknown = JSON.parse(process.argv[2] ?? '{}');
const { dsn, folder, death, deadlineMs } = given as ProgramOptions; // the harness writes them

const reports = createErrorReports({
  dsn,
  environment: 'test',
  salt: 'a salt for tests only',
  spool: { folder },
});
installDeathHooks(reports, { deadlineMs, crashDeadlineMs: deadlineMs });
const id = reports.capture(new Error('before'));
writeSync(1, `${id}\n`);

const end = (code: number) => setTimeout(() => process.exit(code), 300);
process.on('uncaughtException', () => end(4));
process.on('unhandledRejection', () => end(5));
process.on('SIGTERM', () => end(6));
setTimeout(() => undefined, 60_000);
// Listeners for rejections are noticed in the next turn.
setImmediate(() => {
  if (death === 'uncaughtException') reports.isolate(raise);
  if (death === 'unhandledRejection') void Promise.reject(new Error('unhandled'));
  if (death === 'SIGTERM') process.kill(process.pid, 'SIGTERM');
});

function raise(): never {
  throw new Error('uncaught');
}
