import type { Scrubber } from '../../src/scrub/index.ts';
import { countSecrets } from '../../gate/errors-secrets.ts';
import { killWhileReporting, killWhileSending, unsyncedAges } from '../../gate/errors-tail.ts';
import { recover } from '../../gate/errors-recovery.ts';
import { diskFiles } from '../../src/sentry/spool-files.ts';

jest.setTimeout(60_000);

describe('the count of secrets', () => {
  it('is 0 with the scrubber', async () => {
    expect(await countSecrets(1000, 2)).toEqual({ leaks: 0, arrived: 1000 });
  });

  it('finds a scrubber that does nothing', async () => {
    const idle: Scrubber = { text: (text) => text, value: (value) => value };
    const { leaks, arrived } = await countSecrets(300, 2, idle);
    expect(arrived).toBe(300);
    expect(leaks).toBeGreaterThan(200);
  });
});

describe('the tail', () => {
  it('of a killed program is empty', async () => {
    const { created, lost } = await killWhileReporting(50);
    expect(created).toBeGreaterThan(0);
    expect(lost).toBe(0);
  });

  it('of a program killed while it sends arrives once, but for what was on its way', async () => {
    const { lost, duplicates } = await killWhileSending(20);
    expect(lost).toBe(0);
    expect(duplicates).toBeLessThanOrEqual(8);
  });

  it('of a program that two programs inherit arrives twice', async () => {
    const { lost, duplicates } = await killWhileSending(20, 2);
    expect(lost).toBe(0);
    expect(duplicates).toBeGreaterThan(8);
  });

  it('of a loss of power is bounded by the disk', async () => {
    expect(Math.max(...(await unsyncedAges(50)))).toBeLessThan(Infinity);
  });

  it('of a loss of power is endless when the disk is never told', async () => {
    const never = { ...diskFiles, sync: () => new Promise<void>(() => undefined) };
    expect(Math.max(...(await unsyncedAges(50, never)))).toBe(Infinity);
  });
});

describe('the time of recovery', () => {
  it('is measured when everything has arrived', async () => {
    const { ms, delivered } = await recover('refuse', { outageMs: 1500, count: 5 });
    expect(delivered).toBe(5);
    expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('is endless when something has not', async () => {
    const { ms } = await recover('refuse', { outageMs: 0, count: 5, patienceMs: 1 });
    expect(ms).toBe(Infinity);
  });
});
