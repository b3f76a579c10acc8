import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, readProcess } from '../../src/process/process-table.ts';
import { reap } from '../../src/process/reap.ts';
import { closeReaper, reaper } from '../../src/process/reaper.ts';

function start(...args: string[]) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', ...args], {
    stdio: 'ignore',
  });
  const identity = readProcess(child.pid ?? 0);
  if (!identity) throw new Error('the process did not start');
  return { child, identity, ended: once(child, 'exit') };
}

describe('reaping', () => {
  it('kills what is recorded and what names an owned folder, and removes the folder', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'stack-reap-'));
    writeFileSync(join(directory, 'file'), '');
    const [recorded, named] = [start(), start(directory)];
    reap({ processes: [recorded.identity], directories: [directory] });
    await Promise.all([recorded.ended, named.ended]);
    expect([recorded.child.signalCode, named.child.signalCode]).toEqual(['SIGKILL', 'SIGKILL']);
    expect(existsSync(directory)).toBe(false);
  });

  it('leaves a later process alone that was given the pid of a recorded one', async () => {
    const { child, identity, ended } = start();
    reap({ processes: [{ pid: identity.pid, startedAt: 'earlier' }], directories: [] });
    expect(isRunning(identity)).toBe(true);
    child.kill('SIGKILL');
    await ended;
  });

  it('has nothing to do for an empty ledger', () => {
    expect(() => reap({ processes: [], directories: [] })).not.toThrow();
  });
});

describe('the reaper of this process', () => {
  it('reaps when it is closed, and is started anew when it is needed again', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'stack-reap-'));
    const { child, identity, ended } = start();
    reaper().own(directory);
    reaper().watch(identity.pid);
    reaper().watch(99_999_999); // ended before it could be recorded
    await closeReaper();
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
    expect(existsSync(directory)).toBe(false);

    const kept = mkdtempSync(join(tmpdir(), 'stack-reap-'));
    reaper().own(kept)();
    await closeReaper();
    await closeReaper();
    expect(existsSync(kept)).toBe(true);
    rmSync(kept, { recursive: true });
  });
});
