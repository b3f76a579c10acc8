import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkspaceRoot, startSentryReceiver } from '@unite/stack';

import {
  deaths,
  dieAndRecover,
  eventsOf,
  outages,
  startProgram,
  type Aftermath,
  type Outage,
} from '../../gate/errors-harness.ts';

jest.setTimeout(60_000);

const kinds = Object.keys(outages) as Outage[]; // the keys of a record of outages
/** Each death under another outage; the gate has all of them under all. */
const cases = deaths.map((death, index) => [death, kinds[index % kinds.length] ?? 'none'] as const);

/** What Node does by itself. */
const exits: Readonly<Record<string, Aftermath['exit']>> = {
  uncaughtException: { code: 1, signal: null },
  unhandledRejection: { code: 1, signal: null },
  'process.exit': { code: 3, signal: null },
  SIGTERM: { code: null, signal: 'SIGTERM' },
  SIGINT: { code: null, signal: 'SIGINT' },
  'out of memory': { code: null, signal: 'SIGABRT' },
  SIGKILL: { code: null, signal: 'SIGKILL' },
  'end of work': { code: 0, signal: null },
};

describe('a program that dies', () => {
  it.each(cases)(
    'of %s while Sentry has the outage %s loses no error, and ends as it would have without',
    async (death, outage) => {
      const { created, delivered, stderr, exit } = await dieAndRecover({ death, outage });
      expect({ delivered, exit, stderr }).toEqual({
        delivered: created,
        exit: exits[death],
        stderr,
      });
      expect(created).toBeGreaterThanOrEqual(10);
      if (death === 'uncaughtException') expect(stderr).toContain('Error: uncaught\n    at ');
      if (death === 'unhandledRejection') expect(stderr).toContain('Error: unhandled\n    at ');
    },
  );

  it('leaves its events to a program that lives beside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unite-errors-'));
    await using receiver = await startSentryReceiver();
    await receiver.fault('refuse');
    const options = { dsn: receiver.dsn, folder, count: 5, deadlineMs: 300 };
    const living = startProgram({ ...options, death: 'stay' });
    const dying = startProgram({ ...options, death: 'SIGKILL' });
    await dying.ended;
    await receiver.fault('none');
    await receiver.waitFor(() => new Set(eventsOf(receiver)).size === 10, 20_000);
    expect(new Set(eventsOf(receiver))).toEqual(new Set([...living.ids(), ...dying.ids()]));
    living.child.stdin?.end();
    await living.ended;
    await rm(folder, { recursive: true });
  });
});

describe('the harness', () => {
  const stock = join(findWorkspaceRoot(), 'libs/apm/test/errors/stock-program.ts');

  it.each([
    ['SIGTERM', 'none'],
    ['process.exit', 'none'],
    ['uncaughtException', 'refuse'],
  ] as const)(
    'finds that stock Sentry loses errors by %s with the outage %s',
    async (death, outage) => {
      const { created, delivered } = await dieAndRecover(
        { death, outage, patienceMs: 3000 },
        stock,
      );
      expect(created).toBeGreaterThanOrEqual(10);
      expect(delivered).toBeLessThan(created);
    },
  );
});
