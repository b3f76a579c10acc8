import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSentryReceiver } from '@unite/stack';

import { eventsOf, outages, startProgram, type Outage } from './errors-harness.ts';

/** How one outage of a program that lives ended. */
export interface Recovery {
  readonly outage: Outage;
  /** Milliseconds from the end of the outage to the arrival of the last event. */
  readonly ms: number;
  readonly created: number;
  readonly delivered: number;
}

/**
 * Lets a living program report `count` errors to a Sentry that is away for `outageMs`, so that its pauses have
 * grown to their longest, and measures until all have arrived.
 */
export async function recover(
  outage: Outage,
  {
    outageMs,
    count,
    patienceMs = 20_000,
  }: {
    readonly outageMs: number;
    readonly count: number;
    readonly patienceMs?: number;
  },
): Promise<Recovery> {
  const folder = await mkdtemp(join(tmpdir(), 'unite-errors-'));
  await using receiver = await startSentryReceiver();
  const options = { dsn: receiver.dsn, folder, count, deadlineMs: 300 };
  await receiver.fault(outages[outage]);
  const { child, ids, ended } = startProgram({ ...options, death: 'stay' });
  try {
    await new Promise((resolve) => setTimeout(resolve, outageMs));
    await receiver.fault('none');
    const endedAtMs = Date.now();
    const isAll = () => new Set(eventsOf(receiver)).size >= count;
    await receiver.waitFor(isAll, patienceMs).catch(() => undefined); // counted below
    const lastAtMs = receiver.received.at(-1)?.atMs ?? Infinity;
    return {
      outage,
      ms: isAll() ? lastAtMs - endedAtMs : Infinity,
      created: ids().length,
      delivered: new Set(eventsOf(receiver)).size,
    };
  } finally {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}
