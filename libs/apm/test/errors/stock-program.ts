// What dying-program.ts does, with Sentry's SDK as it comes: its own transport and its own listeners.
import { writeSync } from 'node:fs';

import * as Sentry from '@sentry/node';

const given: unknown = JSON.parse(process.argv[2] ?? '{}');
const { dsn, death, count } = given as { dsn: string; death: string; count: number }; // as the harness writes

Sentry.init({ dsn, environment: 'test' });
for (let n = 0; n < count; n += 1) {
  const id = Sentry.captureException(new Error(`error ${n} before ${death}`));
  writeSync(1, `${id}\n`);
}
if (death === 'uncaughtException') throw new Error('uncaught');
if (death === 'SIGKILL' || death === 'SIGTERM') process.kill(process.pid, death);
if (death === 'process.exit') process.exit(3);
