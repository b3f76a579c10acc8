import { startFaultProxy } from '@unite/stack';

import { machineMs, pause, startChild } from './child.ts';
import { openRedis } from './open-redis.ts';
import { faults, ownServer, type FaultName } from './staleness-faults.ts';
import type { StalenessOptions, StalenessReport } from './staleness-program.ts';

/** What came of one fault. */
export interface StalenessOutcome {
  /** For each confirmed invalidation, for how long after it the other process served what was old, in milliseconds. */
  readonly staleMs: readonly number[];
  /** Reads of the invalidating process that answered what it had invalidated before. */
  readonly ownViolations: number;
  /** Invalidations while the fault lasted, and those that were not confirmed at once. */
  readonly during: number;
  readonly unconfirmed: number;
  readonly reader: StalenessReport;
  readonly writer: StalenessReport;
}

/** Lets one process change and invalidate values and another one read them, while `fault` happens to them. */
export async function tryFault(
  fault: FaultName,
  cache: StalenessOptions['cache'] = 'ours',
): Promise<StalenessOutcome> {
  await using server = await ownServer();
  await using source = await ownServer();
  await using replica = await ownServer();
  using admin = openRedis(server.url, { retryStrategy: () => 50 });
  admin.on('error', () => undefined);
  if (fault.startsWith('failover')) await replicate(server.url, replica.url);
  await using entrance = new AsyncDisposableStack();
  const both = entrance.use(await startFaultProxy({ target: { port: server.port } }));
  const switchTo = async (port: number) => {
    await both.close();
    entrance.use(await startFaultProxy({ target: { port }, port: both.port }));
  };
  await using readers = await startFaultProxy({ target: { port: both.port } });
  const shared = { cache, sourceUrl: source.url, replicas: fault === 'failover' ? 1 : 0 };
  await using writer = await startChild('staleness-program.ts', {
    ...shared,
    id: 'writer',
    redisUrl: both.through(server.url),
    isWriter: true,
  } satisfies StalenessOptions);
  await using reader = await startChild('staleness-program.ts', {
    ...shared,
    id: 'reader',
    redisUrl: readers.through(server.url),
    isWriter: false,
  } satisfies StalenessOptions);
  await reader.ask('begin');
  await writer.ask('begin');
  await pause(1000);
  const beganAtMs = machineMs();
  await faults[fault]({ server, replica, admin, switchTo, readers, reader });
  const endedAtMs = machineMs();
  await pause(2500);
  const writers = (await writer.ask('end')) as StalenessReport; // as the program answers
  const readersReport = (await reader.ask('end')) as StalenessReport;
  const during = writers.confirmed.filter(
    ({ calledAtMs }) => calledAtMs >= beganAtMs && calledAtMs <= endedAtMs,
  );
  return {
    staleMs: staleTimes(writers, readersReport),
    ownViolations: writers.ownViolations,
    during: during.length,
    unconfirmed: writers.unconfirmed,
    reader: readersReport,
    writer: writers,
  };
}

async function replicate(from: string, to: string): Promise<void> {
  const { hostname, port, password } = new URL(from);
  using replica = openRedis(to);
  using primary = openRedis(from);
  // By default it waits 5 s for more replicas.
  for (const one of [primary, replica]) await one.config('SET', 'repl-diskless-sync-delay', 0);
  await replica.config('SET', 'masterauth', password);
  await replica.replicaof(hostname, Number(port));
  while (!(await replica.info('replication')).includes('master_link_status:up')) await pause(20);
  // What is promoted later is asked for by the primary's password.
  await replica.config('SET', 'requirepass', password);
}

/** For how long after each invalidation the reader began reads that answered an older version. */
function staleTimes({ confirmed }: StalenessReport, { lastServed }: StalenessReport): number[] {
  return confirmed.map(({ key, version, confirmedAtMs }) => {
    const lates = lastServed
      .filter(([served, older]) => served === key && older < version)
      .map(([, , atMs]) => atMs - confirmedAtMs);
    return Math.max(0, ...lates);
  });
}
