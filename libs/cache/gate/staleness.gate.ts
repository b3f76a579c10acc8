import { median, percentile, type Claim } from '@unite/gate';

import { tryFault, type StalenessOutcome } from './staleness-run.ts';
import { faults, type FaultName } from './staleness-faults.ts';

const outcomes = new Map<FaultName, Promise<StalenessOutcome>>();

/** One trial for all claims about it. */
function outcomeOf(fault: FaultName): Promise<StalenessOutcome> {
  const outcome = outcomes.get(fault) ?? tryFault(fault);
  outcomes.set(fault, outcome);
  return outcome;
}

let naively: Promise<StalenessOutcome> | undefined;

/** The control: a cache as it is often written. */
function naive(): Promise<StalenessOutcome> {
  naively ??= tryFault('half-open', 'naive');
  return naively;
}

const texts = {
  none: 'nothing fails',
  'half-open': 'its connections stay open for 7 s while nothing comes through',
  reset: 'its connections are reset for 300 ms, four times',
  sigstop: 'it is stopped by SIGSTOP for 30 s',
  'restarted-empty': 'Redis is killed and restarted empty',
  'restarted-with-old-data': 'Redis is killed and restarted with what it held half a second before',
  flushall: 'Redis is emptied twenty times while values are loaded',
  failover:
    'a replica that lacks the last half second takes the place of Redis, and invalidations wait for the replica (`replicas: 1`)',
  'failover-unawaited':
    'a replica that lacks the last half second takes the place of Redis, and invalidations do not wait for it',
  'stamps-evicted': 'Redis evicts all stamps twenty times',
  'log-trimmed': 'the log is trimmed three times while it is stopped',
} satisfies Record<FaultName, string>;

const boundsMs = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, Infinity];

/** How many of the samples are within each bound and beyond the one before, in words. */
function histogram(samples: readonly number[]): string {
  return boundsMs
    .map((bound, n) => {
      const above = boundsMs[n - 1] ?? -Infinity;
      return { bound, count: samples.filter((ms) => ms > above && ms <= bound).length };
    })
    .filter(({ count }) => count > 0)
    .map(({ bound, count }) => `≤ ${bound}: ${count}`)
    .join(', ');
}

/** Whether the trial could have shown anything: memory answered, and something was invalidated while it failed. */
function isTelling({ reader, during, staleMs }: StalenessOutcome): boolean {
  return reader.memoryHits > reader.reads / 2 && during >= 5 && staleMs.length > 20;
}

async function describe(fault: FaultName): Promise<string> {
  const { staleMs, during, unconfirmed, reader, ownViolations } = await outcomeOf(fault);
  return `ms that the old value was served on after ${staleMs.length} confirmed invalidations, ${during} of them while it lasted (${unconfirmed} confirmed later): ${histogram(staleMs)}; 99th percentile ${percentile(staleMs, 0.99).toFixed(0)} ms; ${reader.reads} reads of the other process, ${reader.memoryHits} from memory; ${ownViolations} reads of the invalidating process answered what it had invalidated`;
}

function claimOf(fault: FaultName): Claim {
  return {
    id: `staleness-${fault}`,
    phase: '6.9',
    text: `another process serves nothing old later than 5 s after a confirmed invalidation when ${texts[fault]}`,
    target: { op: '<', value: 5000 },
    unit: 'ms',
    async measure() {
      const outcome = await outcomeOf(fault);
      const value = isTelling(outcome) ? Math.max(...outcome.staleMs) : Number.NaN;
      return { value, note: await describe(fault) };
    },
  };
}

// The keys of the table of faults.
const names = Object.keys(faults) as FaultName[];

/** What invalidation promises between processes, whatever fails. */
export const claims: readonly Claim[] = [
  ...names.map(claimOf),
  {
    id: 'staleness-naive',
    phase: '6.9',
    text: 'the measurement finds that a cache which trusts pub/sub serves old values for more than 5 s when connections are half open',
    target: { op: '>', value: 5000 },
    unit: 'ms',
    async measure() {
      const { staleMs } = await naive();
      return {
        value: Math.max(...staleMs),
        note: `the control of the claims above; median ${median(staleMs).toFixed(0)} ms`,
      };
    },
  },
  {
    id: 'own-invalidations',
    phase: '6.9',
    text: 'the process that invalidated serves nothing old from the moment that the call returned, in any of these faults but a failover whose replica is not waited for',
    target: { op: '=', value: 0 },
    unit: 'reads',
    async measure() {
      const kept = names.filter((name) => name !== 'failover-unawaited');
      const found = await Promise.all(kept.map(outcomeOf));
      const samples = found.map(({ ownViolations }) => ownViolations);
      const reads = found.reduce((sum, { writer }) => sum + writer.reads, 0);
      const hits = found.reduce((sum, { writer }) => sum + writer.memoryHits, 0);
      const control = await naive();
      const isShown = control.ownViolations > 0 && found.every(isTelling);
      const value = samples.reduce((sum, count) => sum + count, 0);
      const lost = await outcomeOf('failover-unawaited');
      const note = `of ${reads} reads, ${hits} of them from memory; ${lost.ownViolations} in that failover, until the loss was noticed; ${control.ownViolations} with the cache that trusts pub/sub, which stores what was loaded before`;
      return { value: isShown ? value : Number.NaN, samples, note };
    },
  },
];
