import type { Shortage } from '../errors.ts';
import { findSystemProgram, type SystemProgramOptions } from '../process/system-program.ts';

const names = ['redis-server', 'valkey-server'];

/** The path of a Redis-compatible server; installs one where that is possible and asked for. */
export function findRedisBinary(options: SystemProgramOptions): Promise<string | Shortage> {
  return findSystemProgram(
    {
      names,
      packageName: 'redis-server',
      missing: {
        what: 'Redis is not available',
        why: `REDIS_URL is not set and neither ${names.join(' nor ')} is on the PATH`,
        todo: 'install redis-server (or valkey-server), or set REDIS_URL=redis://…',
      },
    },
    options,
  );
}
