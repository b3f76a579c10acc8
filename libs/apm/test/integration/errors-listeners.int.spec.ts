import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkspaceRoot, startSentryReceiver, type SentryReceiver } from '@unite/stack';

import { eventsOf, startProgram } from '../../gate/errors-harness.ts';
import { livenessOf, thisOwner } from '../../src/sentry/spool-owner.ts';

jest.setTimeout(60_000);

const program = join(findWorkspaceRoot(), 'libs/apm/test/errors/listening-program.ts');

let receiver: SentryReceiver;
let folder: string;

beforeEach(async () => {
  receiver = await startSentryReceiver();
  folder = await mkdtemp(join(tmpdir(), 'unite-errors-'));
});

afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true });
});

const options = () => ({ dsn: receiver.dsn, folder, count: 1, deadlineMs: 100 });

describe('a program with listeners of its own', () => {
  it.each([
    ['uncaughtException', 4, 2],
    ['unhandledRejection', 5, 2],
    ['SIGTERM', 6, 1],
  ] as const)(
    'decides itself how it ends after %s, and its errors arrive',
    async (death, code, count) => {
      const running = startProgram({ ...options(), death }, program);
      const exit = await running.ended;
      expect({ exit, stderr: running.stderr() }).toEqual({
        exit: { code, signal: null },
        stderr: '',
      });
      await receiver.waitFor(() => eventsOf(receiver).length === count, 10_000);
    },
  );
});

describe('a second signal', () => {
  it('ends the program at once', async () => {
    await receiver.fault('hang');
    const running = startProgram({ ...options(), deadlineMs: 50_000, death: 'stay' });
    await new Promise((resolve) => running.child.stdout?.once('data', resolve));
    running.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(running.child.exitCode ?? running.child.signalCode).toBeNull();
    running.child.kill('SIGTERM');
    expect(await running.ended).toEqual({ code: null, signal: 'SIGTERM' });
  });
});

describe('the owner of a folder', () => {
  it('is alive while its process is, and not when another process has its pid', async () => {
    const self = thisOwner();
    expect(livenessOf(self, self)).toBe('alive');
    expect(livenessOf({ ...self, startedAt: '1' }, self)).toBe('dead');
    expect(livenessOf({ ...self, machine: '00000000' }, self)).toBe('unknown');
    const running = startProgram({ ...options(), death: 'stay' });
    await new Promise((resolve) => running.child.stdout?.once('data', resolve));
    const { readdirSync } = await import('node:fs');
    const { ownerOf } = await import('../../src/sentry/spool-owner.ts');
    const owner = readdirSync(folder)
      .map(ownerOf)
      .find((one) => typeof one === 'object');
    if (typeof owner !== 'object') throw new Error('no folder');
    expect(owner.pid).toBe(running.child.pid);
    expect(livenessOf(owner, self)).toBe('alive');
    running.child.kill('SIGKILL');
    await running.ended;
    expect(livenessOf(owner, self)).toBe('dead');
  });
});
