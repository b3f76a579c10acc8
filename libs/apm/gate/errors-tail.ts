import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSentryReceiver, type ReceiverFault, type SentryReceiver } from '@unite/stack';

import { systemClock } from '../src/clock.ts';
import { createBacklog } from '../src/sentry/backlog.ts';
import { createLedger } from '../src/sentry/ledger.ts';
import { diskFiles, type SpoolFiles } from '../src/sentry/spool-files.ts';
import { createSpool } from '../src/sentry/spool.ts';
import { eventsOf, startProgram, type Running } from './errors-harness.ts';

/** What a kill from outside, at any moment, took. */
export interface Tail {
  /** Events whose capture had returned. */
  readonly created: number;
  /** Of those, how many never arrived. */
  readonly lost: number;
  readonly duplicates: number;
}

/** Kills a program that does nothing but report errors, `afterMs` after its first, and starts the next one. */
export function killWhileReporting(afterMs: number): Promise<Tail> {
  return kill(1_000_000, 'none', async (dying) => {
    await new Promise((resolve) => dying.child.stdout?.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
  });
}

/**
 * Kills a program when `arrived` of its 200 errors have arrived but not all of these have been answered, and
 * starts the next one.
 * @param heirs how many programs find what it left, each a copy of its own, as with a spool that is not locked
 */
export function killWhileSending(arrived: number, heirs = 1): Promise<Tail> {
  const moment = (_: Running, receiver: SentryReceiver) =>
    receiver.waitFor((items) => items.length >= arrived, 20_000);
  return kill(200, { delayMs: 25 }, moment, heirs);
}

async function kill(
  count: number,
  fault: ReceiverFault,
  moment: (dying: Running, receiver: SentryReceiver) => Promise<void>,
  heirs = 1,
): Promise<Tail> {
  const root = await mkdtemp(join(tmpdir(), 'unite-errors-'));
  const folder = join(root, 'spool');
  await using receiver = await startSentryReceiver();
  await receiver.fault(fault);
  const options = { dsn: receiver.dsn, folder, deadlineMs: 300 };
  const dying = startProgram({ ...options, death: 'stay', count });
  try {
    await moment(dying, receiver);
    dying.child.kill('SIGKILL');
    await dying.ended;
    await receiver.fault('none');
    const created = new Set(dying.ids());
    const spools = Array.from({ length: heirs }, (_, n) => (n === 0 ? folder : `${folder} ${n}`));
    for (const copy of spools.slice(1)) await cp(folder, copy, { recursive: true });
    for (const spool of spools)
      await startProgram({ ...options, folder: spool, death: 'survive', count: 0 }).ended;
    const events = eventsOf(receiver);
    const all = new Set(events);
    const lost = [...created].filter((id) => !all.has(id)).length;
    return { created: created.size, lost, duplicates: events.length - all.size };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/**
 * Milliseconds from the capture of each of `count` events until the disk has confirmed it: what a loss of power,
 * which the death of a process is not, can take.
 */
export async function unsyncedAges(
  count: number,
  files: SpoolFiles = diskFiles,
): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'unite-errors-'));
  const ages: number[] = [];
  let waiting: number[] = [];
  const watched: SpoolFiles = {
    ...files,
    async sync(file) {
      const synced = waiting;
      waiting = [];
      await files.sync(file);
      const now = performance.now();
      ages.push(...synced.map((at) => now - at));
    },
  };
  const owner = { pid: process.pid, startedAt: '1', machine: '0123abcd' };
  const backlog = createBacklog({
    clock: systemClock,
    ledger: createLedger(),
    maxMemoryBytes: 0,
    maxAgeMs: Infinity,
    syncIntervalMs: 100,
    openSpool: (onEvicted) =>
      createSpool({
        ...{ files: watched, folder, maxBytes: 64 * 1024 * 1024, owner, onEvicted },
        livenessOf: () => 'alive',
      }),
  });
  try {
    const event = Buffer.alloc(4000, 'x');
    for (let n = 0; n < count; n += 1) {
      backlog.add(event, Date.now());
      waiting.push(performance.now());
      if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const isSynced = () => ages.length === count;
    for (let n = 0; n < 50 && !isSynced(); n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return isSynced() ? ages : [Infinity];
  } finally {
    backlog.close();
    await rm(folder, { recursive: true, force: true });
  }
}
