// Takes rows of the outbox on, and gets no further: stands still, or dies.
import pg from 'pg';
import { createOutbox } from '../../src/postgres/index.ts';

const given: unknown = JSON.parse(process.argv[2] ?? '{}');
const { databaseUrl, signal, claimMs } = given as {
  databaseUrl: string;
  signal: 'SIGSTOP' | 'SIGKILL';
  claimMs: number;
}; // as the spec writes

// The timers of an outbox keep no process alive.
setInterval(() => undefined, 60_000);

createOutbox({
  cache: {
    names: { all: () => ({}), tags: () => ({}) },
    health: () => ({ isLive: true, liveMs: 0, isSharedAvailable: true, pending: 0 }),
    invalidate: async () => {
      process.stdout.write('claimed\n', () => process.kill(process.pid, signal));
      return new Promise(() => undefined);
    },
  },
  pool: new pg.Pool({ connectionString: databaseUrl }),
  notify: false,
  claimMs,
});
