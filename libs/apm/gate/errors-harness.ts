import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findWorkspaceRoot,
  startSentryReceiver,
  type ReceiverFault,
  type SentryReceiver,
} from '@unite/stack';

import type { Death, ProgramOptions } from '../test/errors/dying-program.ts';

/** What Sentry's server does while the program dies. */
export type Outage = 'none' | 'refuse' | 'hang' | 'reset' | 'limit' | 'error';

/** The faults of the receiver that make an outage. */
export const outages: Readonly<Record<Outage, ReceiverFault>> = {
  none: 'none',
  refuse: 'refuse',
  hang: 'hang',
  reset: 'reset',
  limit: { status: 429, retryAfterSeconds: 1 },
  error: { status: 500 },
};

/** Ways in which the program dies. */
export const deaths: readonly Death[] = [
  'uncaughtException',
  'unhandledRejection',
  'SIGTERM',
  'SIGINT',
  'process.exit',
  'out of memory',
  'SIGKILL',
  'end of work',
];

/** What one death under one outage led to. */
export interface Aftermath {
  readonly death: Death;
  readonly outage: Outage;
  /** Events whose capture returned, and the error that the program died of, if it did of one. */
  readonly created: number;
  /** Of those, how many arrived. */
  readonly delivered: number;
  /** Arrivals beyond the first of an event. */
  readonly duplicates: number;
  /** From the end of the outage, or from the next start when that was later, to the last arrival, in ms. */
  readonly recoveredInMs: number;
  readonly exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null };
  readonly stderr: string;
}

/** A program as it runs. */
export interface Running {
  readonly child: ChildProcess;
  /** Ids that it has written so far. */
  readonly ids: () => readonly string[];
  readonly stderr: () => string;
  readonly ended: Promise<Aftermath['exit']>;
}

const program = join(findWorkspaceRoot(), 'libs/apm/test/errors/dying-program.ts');

/** Starts a program with the given file. */
export function startProgram(options: ProgramOptions, file: string = program): Running {
  const small = options.death === 'out of memory' ? ['--max-old-space-size=48'] : [];
  const child = spawn(process.execPath, [...small, file, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on('data', (text: Buffer) => out.push(String(text)));
  child.stderr.on('data', (text: Buffer) => err.push(String(text)));
  const ended = new Promise<Aftermath['exit']>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  const ids = () =>
    out
      .join('')
      .split('\n')
      .filter((line) => line.length === 32);
  return { child, ids, stderr: () => err.join(''), ended };
}

/** Events that arrived, by id. */
export function eventsOf(receiver: SentryReceiver): readonly string[] {
  return receiver.received.flatMap(({ type, eventId }) =>
    type === 'event' && eventId !== undefined ? [eventId] : [],
  );
}

/** Deaths of which the program's own error is an event, too. */
const fatal: readonly Death[] = ['uncaughtException', 'unhandledRejection'];

/**
 * Lets a program report `count` errors and die while Sentry is away, ends the outage, starts the next program on
 * the same spool, and waits for what arrives, for at most `patienceMs`.
 */
export async function dieAndRecover(
  {
    death,
    outage,
    count = 10,
    patienceMs = 20_000,
  }: {
    readonly death: Death;
    readonly outage: Outage;
    readonly count?: number;
    readonly patienceMs?: number;
  },
  file?: string,
): Promise<Aftermath> {
  const folder = await mkdtemp(join(tmpdir(), 'unite-errors-'));
  await using receiver = await startSentryReceiver();
  try {
    const options = { dsn: receiver.dsn, folder, count, deadlineMs: 300 };
    await receiver.fault(outages[outage]);
    const dying = startProgram({ ...options, death }, file);
    const exit = await dying.ended;
    await receiver.fault('none');
    const recoveredAtMs = Date.now();
    const expected = dying.ids().length + (fatal.includes(death) ? 1 : 0);
    const next = startProgram({ ...options, death: 'survive', count: 0 }, file);
    const arrived = (ids: readonly string[]) => new Set(ids).size >= expected;
    await receiver.waitFor(() => arrived(eventsOf(receiver)), patienceMs).catch(() => undefined);
    next.child.kill('SIGKILL');
    await next.ended;
    const events = eventsOf(receiver);
    const last = Math.max(recoveredAtMs, ...receiver.received.map(({ atMs }) => atMs));
    return {
      ...{ death, outage, exit, stderr: dying.stderr() },
      created: expected,
      delivered: new Set(events).size,
      duplicates: events.length - new Set(events).size,
      recoveredInMs: last - recoveredAtMs,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
