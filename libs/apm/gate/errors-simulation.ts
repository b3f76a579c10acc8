import { createBacklog, type Backlog } from '../src/sentry/backlog.ts';
import { createCircuit } from '../src/delivery/circuit.ts';
import { createDelivery, type Delivery } from '../src/sentry/delivery.ts';
import type { Answer } from '../src/sentry/answer.ts';
import { createLedger, type LedgerBook } from '../src/sentry/ledger.ts';
import { createSpool } from '../src/sentry/spool.ts';
import { createManualClock, turn, type ManualClock } from '../test/errors/manual-clock.ts';
import { createMemoryDisk, type DiskFault, type MemoryDisk } from '../test/errors/memory-disk.ts';

/** What an endpoint does with a request. */
export type Endpoint = 'accept' | 'refuse' | 'hang' | 'limit' | 'error' | 'reject' | 'lose answer';

/** One thing that happens in a simulation. */
export type Step =
  | { readonly kind: 'capture'; readonly process: 0 | 1; readonly size: number }
  | { readonly kind: 'endpoint'; readonly does: Endpoint }
  | { readonly kind: 'disk'; readonly fault: DiskFault }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'kill'; readonly process: 0 | 1 }
  | { readonly kind: 'exit'; readonly process: 0 | 1 }
  | { readonly kind: 'adopt'; readonly process: 0 | 1 };

/** What was found at the end, when everything had worked again for an hour. */
export interface SimulationResult {
  /** Descriptions of what was wrong after a step or at the end; empty when all is well. */
  readonly faults: readonly string[];
  readonly created: number;
  readonly delivered: number;
  readonly dropped: number;
  /** Lost with processes that were killed while the disk could not be used. */
  readonly lostInMemory: number;
  readonly duplicates: number;
  readonly kills: number;
}

/** What the books of a process say. */
export type Books = Readonly<{ queued: number; spooled: number }> & LedgerBook['counts'];

/** How much the two sides of the account differ. */
export function imbalance({
  created,
  adopted,
  delivered,
  dropped,
  queued,
  spooled,
}: Books): number {
  const given = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return created + adopted - delivered - given - queued - spooled;
}

interface SimulatedProcess {
  readonly pid: number;
  readonly ledger: LedgerBook;
  readonly backlog: Backlog;
  readonly delivery: Delivery;
  readonly books: () => Books;
}

const maxInFlight = 4;

interface World {
  readonly clock: ManualClock;
  readonly disk: MemoryDisk;
  readonly alive: Set<number>;
  readonly arrivals: string[];
  endpoint: Endpoint;
}

/** A process with the real backlog, spool and delivery, on a disk and an endpoint that fail on demand. */
function startProcess(world: World, pid: number, makeLedger: () => LedgerBook): SimulatedProcess {
  const { clock, disk, alive, arrivals } = world;
  const ledger = makeLedger();
  const owner = { pid, startedAt: '1', machine: '0123abcd' };
  const backlog = createBacklog({
    ...{ clock, ledger, maxMemoryBytes: 2000, maxAgeMs: 3_600_000, syncIntervalMs: 100 },
    openSpool: (onEvicted) =>
      createSpool({
        ...{ files: disk.files, folder: '/spool', maxBytes: 8000, owner, onEvicted },
        livenessOf: (other) => (alive.has(other.pid) ? 'alive' : 'dead'),
      }),
  });
  const send = async (body: Uint8Array): Promise<Answer> => {
    const refuse = () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    const { endpoint } = world;
    if (endpoint === 'refuse') return refuse();
    if (endpoint === 'hang') {
      await new Promise<void>((resolve) => void clock.setTimer(resolve, 3000));
      return refuse();
    }
    const isAccepted = endpoint === 'accept' || endpoint === 'lose answer';
    // A process that is dead by now has sent nothing.
    if (isAccepted && alive.has(pid))
      arrivals.push(Buffer.from(body).toString().split(' ')[0] ?? '');
    if (endpoint === 'lose answer') return refuse();
    const status = { accept: 200, limit: 429, error: 500, reject: 400 }[endpoint];
    return { status, retryAfter: endpoint === 'limit' ? '2' : undefined, rateLimits: undefined };
  };
  const delivery = createDelivery({
    ...{ backlog, ledger, clock, send },
    circuit: createCircuit({ clock, random: () => 0.5, maxInFlight }),
    stamp: (bytes) => bytes,
    shrink: () => undefined,
    outside: (work) => work(),
  });
  alive.add(pid);
  const books = () => ({ ...ledger.counts, queued: backlog.queued, spooled: backlog.spooled });
  return { pid, ledger, backlog, delivery, books };
}

/**
 * Plays the steps with two processes that share a spool; a process that ends is followed by another. After every
 * step the books of every process must balance, and at the end nothing may be missing that is not accounted for.
 */
export async function simulate(
  steps: readonly Step[],
  makeLedger: () => LedgerBook = createLedger,
): Promise<SimulationResult> {
  const clock = createManualClock();
  const disk = createMemoryDisk(clock.now);
  disk.files.makeFolder('/spool');
  const world: World = { clock, disk, alive: new Set(), arrivals: [], endpoint: 'accept' };
  let lastPid = 0;
  const start = () => startProcess(world, (lastPid += 1), makeLedger);
  const running: [SimulatedProcess, SimulatedProcess] = [start(), start()];
  const ended: Books[] = [];
  const faults: string[] = [];
  const totals = { created: 0, lostInMemory: 0, kills: 0 };

  const kill = (index: 0 | 1) => {
    const { pid, delivery, books } = running[index];
    world.alive.delete(pid);
    delivery.close();
    ended.push(books());
    totals.lostInMemory += books().queued;
    totals.kills += 1;
    running[index] = start();
  };
  const play = async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'capture': {
        const { ledger, backlog, delivery } = running[step.process];
        ledger.create();
        totals.created += 1;
        backlog.add(Buffer.from(`${totals.created} ${'x'.repeat(step.size)}`), clock.now());
        return delivery.wake();
      }
      case 'endpoint':
        return void (world.endpoint = step.does);
      case 'disk':
        return void (disk.fault = step.fault);
      case 'time':
        for (let ms = 0; ms < step.ms; ms += 250) {
          clock.advance(250);
          await turn();
        }
        return running.forEach(({ backlog, delivery }) => {
          backlog.heartbeat();
          delivery.wake();
        });
      case 'kill':
        return kill(step.process);
      case 'exit': {
        const { backlog, delivery } = running[step.process];
        delivery.close();
        backlog.persist();
        backlog.close();
        return kill(step.process);
      }
      case 'adopt':
        await running[step.process].backlog.adopt();
        return running[step.process].delivery.wake();
    }
  };
  const check = (after: string) => {
    running.forEach(({ books }, index) => {
      const difference = imbalance(books());
      if (difference !== 0) faults.push(`process ${index} is off by ${difference} after ${after}`);
    });
  };

  for (const step of steps) {
    await play(step);
    await turn();
    check(JSON.stringify(step));
  }
  const healed: readonly Step[] = [
    { kind: 'endpoint', does: 'accept' },
    { kind: 'disk', fault: 'none' },
    { kind: 'time', ms: 6000 },
    ...Array.from({ length: 3 }, (): readonly Step[] => [
      { kind: 'adopt', process: 0 },
      { kind: 'time', ms: 4000 },
    ]).flat(),
  ];
  for (const step of healed) await play(step);
  check('healing');

  const all = [...ended, ...running.map(({ books }) => books())];
  const dropped = all.flatMap((books) => Object.values(books.dropped)).reduce((a, b) => a + b, 0);
  const delivered = new Set(world.arrivals).size;
  const waiting = running.reduce((sum, { books }) => sum + books().queued + books().spooled, 0);
  const missing = totals.created - delivered - dropped - totals.lostInMemory;
  if (waiting > 0) faults.push(`${waiting} events still wait after everything has worked`);
  if (missing > 0) faults.push(`${missing} events are missing`);
  const duplicates = world.arrivals.length - delivered;
  return { faults, ...totals, delivered, dropped, duplicates };
}
