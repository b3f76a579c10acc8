// A program that reports errors and dies. usage: node dying-program.ts <json>; see ProgramOptions.
// Writes the id of each event as a line when its capture has returned.
import { writeSync } from 'node:fs';

import { createErrorReports, installDeathHooks } from '../../src/sentry/index.ts';

/** How the program is run. */
export interface ProgramOptions {
  readonly dsn: string;
  readonly folder: string;
  readonly death: Death;
  /** Errors that it reports before it dies. */
  readonly count: number;
  readonly deadlineMs: number;
}

/** Ways to end; `survive` stays until everything has arrived, `stay` until it is told to end. */
export type Death =
  | 'uncaughtException'
  | 'unhandledRejection'
  | 'SIGTERM'
  | 'SIGINT'
  | 'process.exit'
  | 'out of memory'
  | 'SIGKILL'
  | 'end of work'
  | 'survive'
  | 'stay';

const given: unknown = JSON.parse(process.argv[2] ?? '{}');
const { dsn, folder, death, count, deadlineMs } = given as ProgramOptions; // the harness writes them

const reports = createErrorReports({
  dsn,
  environment: 'test',
  release: 'dying@1',
  salt: 'a salt for tests only',
  spool: { folder },
});
installDeathHooks(reports, { deadlineMs, crashDeadlineMs: deadlineMs });

for (let n = 0; n < count; n += 1) {
  const id = reports.capture(new Error(`error ${n} before ${death}`), { user: 'u1' });
  writeSync(1, `${id}\n`);
}

const deaths: Readonly<Record<Death, () => void>> = {
  uncaughtException() {
    throw new Error('uncaught');
  },
  unhandledRejection() {
    void Promise.reject(new Error('unhandled'));
  },
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
  SIGINT: () => process.kill(process.pid, 'SIGINT'),
  'process.exit': () => process.exit(3),
  'out of memory'() {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  },
  SIGKILL: () => process.kill(process.pid, 'SIGKILL'),
  'end of work': () => undefined,
  survive() {
    const timer = setInterval(() => {
      const { queued, spooled, adopted } = reports.stats();
      if (adopted === 0 || queued + spooled > 0) return;
      clearInterval(timer);
      void reports.close().then(() => process.exit(0));
    }, 20);
  },
  stay() {
    process.stdin.resume().on('end', () => process.exit(0));
  },
};
// Signals arrive in a later turn, and the program must still be there.
setTimeout(() => undefined, death === 'SIGTERM' || death === 'SIGINT' ? 60_000 : 0);
deaths[death]();
