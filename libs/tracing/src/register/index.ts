// Registers the process by its environment: node --import @unite/tracing/register server.js
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { register } from '../apm/register.ts';
import type { PgModule } from '../instrumentation/pg.ts';
import { configOf } from './environment.ts';
import { flushAtEnd } from './flush-at-end.ts';

/** The program's own `pg`, which its bundle may have inlined: then `instrumentPg(pg)` is the program's to call. */
function pgOfProgram(): PgModule | undefined {
  try {
    const program = process.argv[1] ?? join(process.cwd(), 'program');
    return createRequire(program)('pg') as PgModule; // what the package exports
  } catch {
    return undefined;
  }
}

// eslint-disable-next-line no-restricted-properties -- nobody could hand options to a module that is preloaded.
flushAtEnd(register(configOf(process.env, pgOfProgram())));
