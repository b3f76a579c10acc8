import fc from 'fast-check';
import { median, spread, type Claim } from '@unite/gate';

import { deaths, dieAndRecover, outages, type Aftermath, type Outage } from './errors-harness.ts';
import { recover } from './errors-recovery.ts';
import { countSecrets } from './errors-secrets.ts';
import { simulate } from './errors-simulation.ts';
import { steps } from './errors-steps.ts';
import { killWhileReporting, killWhileSending, unsyncedAges } from './errors-tail.ts';

const kinds = Object.keys(outages) as readonly Outage[]; // the keys of a record of outages
const cases = deaths.flatMap((death) => kinds.map((outage) => ({ death, outage })));

/** Two at a time: as many as the smallest machine has cores. */
async function inPairs<Given, Result>(
  all: readonly Given[],
  work: (given: Given) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let n = 0; n < all.length; n += 2) {
    // Not `map(work)`, which would give it the index as well.
    const pair = all.slice(n, n + 2).map((given) => work(given));
    results.push(...(await Promise.all(pair)));
  }
  return results;
}

let matrix: Promise<readonly Aftermath[]> | undefined;

/** Every death under every outage, once for all claims about them. */
function aftermaths(): Promise<readonly Aftermath[]> {
  matrix ??= inPairs(cases, (one) => dieAndRecover(one));
  return matrix;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** What error reports promise. */
export const claims: readonly Claim[] = [
  {
    id: 'errors-delivered',
    phase: '6.7',
    text: 'every error arrives, whatever the program dies of and whatever keeps Sentry away meanwhile',
    target: { op: '=', value: 100 },
    unit: '%',
    measure: async () => {
      const all = await aftermaths();
      const lossy = all.filter(({ created, delivered }) => delivered < created);
      const [created, delivered] = [
        sum(all.map((one) => one.created)),
        sum(all.map((one) => one.delivered)),
      ];
      const where = lossy.map(({ death, outage }) => `${death} × ${outage}`).join(', ');
      return {
        value: (delivered / created) * 100,
        samples: all.map((one) => (one.delivered / one.created) * 100),
        note: `${delivered} of ${created} events of ${deaths.length} deaths × ${kinds.length} states of Sentry${where && `; lost: ${where}`}`,
      };
    },
  },
  {
    id: 'errors-after-restart',
    phase: '6.7',
    text: 'the next start has delivered what a dead program left within 10 s',
    target: { op: '<', value: 10_000 },
    unit: 'ms',
    measure: async () => {
      const samples = (await aftermaths()).map(({ recoveredInMs }) => recoveredInMs);
      return {
        value: Math.max(...samples),
        samples,
        spread: spread(samples),
        note: `slowest of ${cases.length}, from the end of the outage, the start of Node included; median ${median(samples).toFixed(0)} ms`,
      };
    },
  },
  {
    id: 'errors-after-outage',
    phase: '6.7',
    text: 'a living program has delivered all that waited within 10 s after Sentry is back',
    target: { op: '<', value: 10_000 },
    unit: 'ms',
    measure: async () => {
      const away = kinds.filter((outage) => outage !== 'none');
      const settings = { outageMs: 8000, count: 100 };
      const all = await inPairs([...away, ...away], (outage) => recover(outage, settings));
      const samples = all.map(({ ms }) => ms);
      return {
        value: Math.max(...samples),
        samples,
        spread: spread(samples),
        note: `100 events after 8 s of ${away.join(', ')}, each twice`,
      };
    },
  },
  {
    id: 'errors-killed',
    phase: '6.7',
    text: 'SIGKILL at any moment loses no event whose capture has returned',
    target: { op: '=', value: 0 },
    unit: 'events',
    measure: async () => {
      const moments = Array.from({ length: 10 }, (_, n) => n * 60);
      const all = await inPairs(moments, killWhileReporting);
      return {
        value: sum(all.map(({ lost }) => lost)),
        samples: all.map(({ lost }) => lost),
        note: `${sum(all.map(({ created }) => created))} events of ${all.length} programs that did nothing but report`,
      };
    },
  },
  {
    id: 'errors-twice',
    phase: '6.7',
    text: 'SIGKILL makes no more events arrive twice than may be on their way at once, and loses none of them',
    target: { op: '<=', value: 8 },
    unit: 'events',
    measure: async () => {
      const all = await inPairs([1, 10, 40, 80, 120, 160], killWhileSending);
      const lost = sum(all.map((one) => one.lost));
      if (lost > 0) throw new Error(`${lost} events were lost`);
      const samples = all.map(({ duplicates }) => duplicates);
      return {
        value: Math.max(...samples),
        samples,
        spread: spread(samples),
        note: `most of ${all.length} programs that were killed while they sent 200 events`,
      };
    },
  },
  {
    id: 'errors-unsynced',
    phase: '6.7',
    text: 'a loss of power takes errors of the last second at most',
    target: { op: '<', value: 1000 },
    unit: 'ms',
    measure: async () => {
      const samples = await unsyncedAges(2000);
      return {
        value: Math.max(...samples),
        spread: spread(samples),
        note: `oldest of 2000 events when the disk confirmed them; median ${median(samples).toFixed(0)} ms`,
      };
    },
  },
  {
    id: 'errors-secrets',
    phase: '6.7',
    text: 'none of 100,000 errors with a planted secret brings it to Sentry',
    target: { op: '=', value: 0 },
    unit: 'events',
    measure: async () => {
      const { leaks, arrived } = await countSecrets(100_000, 1);
      if (arrived !== 100_000) throw new Error(`${arrived} events arrived`);
      return { value: leaks, note: `${arrived} events read at a receiver, seed 1` };
    },
  },
  {
    id: 'errors-account',
    phase: '6.7',
    text: 'created + adopted = delivered + dropped + queued + spooled, after every step of 5000 schedules of faults',
    target: { op: '=', value: 0 },
    unit: 'schedules',
    measure: async () => {
      const schedules = fc.sample(fc.array(steps, { minLength: 20, maxLength: 60 }), {
        numRuns: 5000,
        seed: 1,
      });
      const totals = { broken: 0, created: 0, kills: 0 };
      for (const schedule of schedules) {
        const { faults, created, kills } = await simulate(schedule);
        totals.broken += faults.length > 0 ? 1 : 0;
        totals.created += created;
        totals.kills += kills;
      }
      return {
        value: totals.broken,
        note: `${totals.created} events, ${totals.kills} ends of processes; disk, endpoint and processes fail at random, seed 1`,
      };
    },
  },
];
