import { assembleCache, type Cache } from '../cache.ts';
import { jsonCodec } from '../codec.ts';
import { follow, type Follower, type FollowerOptions } from '../coherence/follower.ts';
import type { Invalidation } from '../coherence/invalidator.ts';
import { createMarks, type Marks, type MarksOptions } from '../coherence/marks.ts';
import type { Namespace } from '../namespace.ts';
import type { Random } from '../random.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createSimulatedServer, type SimulatedConnection } from './simulated-server.ts';
import { createSimulatedTime, type SimulatedProcess } from './simulated-time.ts';

/** What may go wrong in a simulation. */
export type SimulatedFault =
  /** One process loses the server, which refuses or answers no more. */
  | 'connections'
  /** One process is stopped as a whole. */
  | 'stops'
  /** The server forgets everything, its stamps, or the beginning of its log. */
  | 'forgetting'
  /** The server, or the one of those that holds the values, is replaced by a replica that lacks what was written last. */
  | 'failovers';

/**
 * A part of the protocol: the comparison of stamps, the leases, the buckets by which a value is told apart that came
 * back with its server, the patterns that a stamp was changed for, the new stamps of each run of what a client has sent
 * twice, the marks by which a process compares its own loads with invalidations, and the lease on life by which memory
 * is served only while the log is known to be young.
 */
export type SimulatedOmission =
  'stamps' | 'leases' | 'buckets' | 'patterns' | 'runs' | 'marks' | 'liveness';

/** How a simulation differs from others of the same seed. */
export interface SimulationOptions {
  /** Default all. */
  readonly faults?: readonly SimulatedFault[];
  /** A part of the protocol that is left out, to show that it is needed. Default none. */
  readonly without?: SimulatedOmission;
}

/** What came of a simulation. */
export interface SimulationResult {
  readonly reads: number;
  readonly invalidations: number;
  /** Reads answered by memory or the server: without them nothing would be shown. */
  readonly hits: number;
  /** Reads that answered what had been invalidated, and reads that were never answered. */
  readonly violations: readonly string[];
}

/** One process of the simulation. */
interface Actor {
  readonly id: number;
  readonly process: SimulatedProcess;
  readonly connection: SimulatedConnection;
  readonly cache: Cache<never>;
  readonly items: Namespace<'{group}:{id}', Item>;
}

interface Item {
  readonly key: string;
  readonly version: number;
  /** The number of the `set` that it came by. */
  readonly set?: number;
}

/** An invalidation that has returned. */
interface Fact {
  readonly actor: number;
  readonly isConfirmed: boolean;
  readonly calledAtMs: number;
  readonly returnedAtMs: number;
  /** The versions that were true when it was called, of the keys that it is about. */
  readonly versions: ReadonlyMap<string, number>;
}

const maxStalenessMs = 2000;
/** Milliseconds in which things happen, and after which all questions must have been answered. */
const busyMs = 6000;
const quietMs = 40_000;
/** Milliseconds after which it is looked whether they have. */
const stepMs = 250;
const keys = ['a:1', 'a:2', 'b:1'].map((name) => {
  const [group = '', id = ''] = name.split(':');
  return { name, group, id, key: { group, id } };
});

/**
 * Runs three processes with one cache each over a server with random delays and faults, in time that is simulated, and
 * checks each read against the two promises: a read that begins after an invalidation returned *in the same process*
 * never answers a value that was loaded before that invalidation was called; a read *in another process* does not once
 * `maxStalenessMs` have passed since it was confirmed. The same seed gives the same run.
 */
export async function simulate(
  seed: number,
  options: SimulationOptions = {},
): Promise<SimulationResult> {
  const random = createSeededRandom(seed);
  const time = createSimulatedTime();
  const { faults = ['connections', 'stops', 'forgetting', 'failovers'], without } = options;
  // Values that die soon meet their grace; those that live longer than maxStalenessMs depend on the life of the log.
  const ttlMs = pick([1500, 15_000], random);
  // One server, or one for stamps and log and another for values.
  const isSpread = random.fraction() < 0.5;
  const upTo = (ms: number) => random.fraction() * ms;
  const delayMs = () => (random.fraction() < 0.05 ? upTo(45) : 0.1 + upTo(3));
  const server = createSimulatedServer({
    time,
    random,
    delayMs,
    isSpread,
    ...(without !== 'marks' && without !== 'liveness' && without && { without }),
  });
  const truth = new Map(keys.map(({ name }) => [name, 0]));
  const facts: Fact[] = [];
  /** When each `set` returned. */
  const sets: number[] = [];
  const violations: string[] = [];
  const pending = new Set<string>();
  const counts = { reads: 0, invalidations: 0 };
  let failedOverAtMs = -Infinity;
  const actors = [0, 1, 2].map(open);

  function open(id: number): Actor {
    const process = time.process();
    const connection = server.connect(process);
    const own = createSeededRandom(seed * 10 + id + 1);
    const cache = assembleCache<never>(
      {
        shared: connection,
        clock: process,
        random: { fraction: own.fraction, token: () => `${id}_${own.token()}` },
        maxStalenessMs,
        confirmTimeoutMs: 200,
      },
      {
        createMarks: without === 'marks' ? forgetful : createMarks,
        follow: without === 'liveness' ? trusting : follow,
      },
    );
    const items = cache.namespace('items', {
      key: '{group}:{id}',
      codec: jsonCodec<Item>(),
      ttlMs,
      sharedTtlMs: 2 * ttlMs,
      graceMs: 1000,
      hardTimeoutMs: 900,
      leaseWaitMs: 200,
      refreshAhead: 2,
      ...(random.fraction() < 0.3 && { softTimeoutMs: upTo(20) }),
      tags: ({ id: each }) => [`id-${each}`],
    });
    return { id, process, connection, cache, items };
  }

  /** Loads what is true at some moment between its beginning and its end. */
  const loaderOf =
    ({ process }: Actor, name: string) =>
    async (): Promise<Item> => {
      const isSlow = random.fraction() < 0.1;
      await pause(process, upTo(isSlow ? 600 : 30));
      const version = truth.get(name) ?? 0;
      await pause(process, upTo(isSlow ? 600 : 30));
      if (random.fraction() < 0.05) throw new Error('the source failed');
      return { key: name, version };
    };

  async function read(actor: Actor): Promise<void> {
    const key = pick(keys, random);
    const startedAtMs = time.nowMs;
    const label = `read ${(counts.reads += 1)} of ${key.name} by ${actor.id} at ${startedAtMs.toFixed(1)}`;
    pending.add(label);
    try {
      const isMany = random.fraction() < 0.2;
      const [value] = isMany
        ? await actor.items.getMany([key.key], async () => [await loaderOf(actor, key.name)()])
        : [await actor.items.get(key.key, loaderOf(actor, key.name))];
      if (value) check(label, actor, key.name, startedAtMs, value);
    } catch {
      // The source failed or was too slow.
    } finally {
      pending.delete(label);
    }
  }

  function check(
    label: string,
    actor: Actor,
    name: string,
    startedAtMs: number,
    value: Item,
  ): void {
    if (value.key !== name) violations.push(`${label}: the value of ${value.key}`);
    for (const fact of facts) {
      const least = fact.versions.get(name) ?? 0;
      const isOwn = fact.actor === actor.id && !isForgiven(fact, startedAtMs);
      const isKnown = isOwn
        ? fact.returnedAtMs <= startedAtMs
        : fact.isConfirmed && fact.returnedAtMs + maxStalenessMs <= startedAtMs;
      const isOlder = value.version < least && !overlaps(value, fact);
      if (isKnown && isOlder && !isForgiven(fact, startedAtMs)) {
        violations.push(
          `${label}: version ${value.version}, invalidated for ${least} by ${fact.actor} at ${fact.returnedAtMs.toFixed(1)}`,
        );
        return;
      }
    }
  }

  /** An explicit value and an invalidation that are under way together may come in either order. */
  function overlaps({ set }: Item, { calledAtMs }: Fact): boolean {
    return set !== undefined && (sets[set] ?? Infinity) >= calledAtMs;
  }

  /** A failover that lost the invalidation may show for as long as it takes to find out. */
  function isForgiven(fact: Fact, startedAtMs: number): boolean {
    return (
      failedOverAtMs >= fact.returnedAtMs - 1000 && startedAtMs < failedOverAtMs + maxStalenessMs
    );
  }

  async function change(actor: Actor): Promise<void> {
    counts.invalidations += 1;
    const key = pick(keys, random);
    const about = pick(['key', 'prefix', 'tag', 'pattern', 'set', 'all'] as const, random);
    const covered = keys.filter(
      ({ name, group, id }) =>
        about === 'all' ||
        name === key.name ||
        (about === 'prefix' && group === key.group) ||
        ((about === 'tag' || about === 'pattern') && id === key.id),
    );
    for (const { name } of covered) truth.set(name, (truth.get(name) ?? 0) + 1);
    const versions = new Map(covered.map(({ name }) => [name, truth.get(name) ?? 0]));
    const calledAtMs = time.nowMs;
    const { isConfirmed } = await invalidate(actor, about, key);
    facts.push({ actor: actor.id, isConfirmed, calledAtMs, returnedAtMs: time.nowMs, versions });
  }

  function invalidate(
    { cache, items }: Actor,
    about: 'key' | 'prefix' | 'tag' | 'pattern' | 'set' | 'all',
    key: (typeof keys)[number],
  ): Promise<Invalidation> {
    if (about === 'key') return items.delete(key.key);
    if (about === 'prefix') return items.invalidatePrefix({ group: key.group });
    if (about === 'tag') return cache.invalidateTags([`id-${key.id}`]);
    if (about === 'pattern') return items.invalidateMatching({ id: key.id });
    if (about === 'all') return items.clear();
    const set = sets.push(Infinity) - 1;
    const value = { key: key.name, version: truth.get(key.name) ?? 0, set };
    return items.set(key.key, value).finally(() => (sets[set] = time.nowMs));
  }

  /** Lets something fail for a while. */
  function fail(): void {
    const actor = pick(actors, random);
    const fault = pick(faults, random);
    if (fault === 'stops') actor.process.stop(upTo(4000));
    else if (fault === 'connections') {
      actor.connection.fault = pick(['cut', 'deaf'], random);
      time.at(time.nowMs + upTo(5000), () => (actor.connection.fault = 'none'));
    } else if (fault === 'forgetting') {
      pick([server.flush, server.evictStamps, () => server.trim(1)], random)();
    } else if (fault === 'failovers') {
      server.replicate();
      const atMs = time.nowMs + upTo(100);
      time.at(atMs, () => {
        server.failOver();
        // What comes back with the values alone is told apart at once.
        if (!isSpread) failedOverAtMs = atMs;
      });
    }
  }

  const act = () => {
    const actor = pick(actors, random);
    const chance = random.fraction();
    if (actor.process.isStopped) return;
    if (chance < 0.8) void read(actor);
    else void change(actor);
  };
  const atRandom = (count: number, fn: () => void) => {
    for (let n = 0; n < count; n += 1) time.at(upTo(busyMs), fn);
  };
  atRandom(90, act);
  if (faults.length > 0) atRandom(Math.floor(upTo(4)), fail);
  await time.run(busyMs);
  // Nothing begins any more: once all questions are answered, more time would show nothing.
  for (let ms = 0; ms < quietMs && pending.size > 0; ms += stepMs)
    await time.run(time.nowMs + stepMs);
  for (const label of pending) violations.push(`${label}: never answered`);
  const hits = actors.reduce((sum, { items }) => {
    const { memoryHits, sharedHits } = items.stats();
    return sum + memoryHits + sharedHits;
  }, 0);
  const closing = Promise.all(actors.map(({ cache }) => cache.close()));
  await time.run(time.nowMs + quietMs);
  await closing;
  return { ...counts, hits, violations };
}

/** Marks that compare no load with any invalidation. */
function forgetful(options: MarksOptions): Marks {
  const marks = createMarks(options);
  return {
    ...marks,
    get position() {
      return marks.position;
    },
    get size() {
      return marks.size;
    },
    isInvalidated: () => false,
    isUnconfirmed: () => false,
  };
}

/** A follower that takes the log for young, whenever it was heard of. */
function trusting(options: FollowerOptions): Follower {
  const follower = follow(options);
  return {
    ...follower,
    get position() {
      return follower.position;
    },
    life: { untilMs: Infinity },
  };
}

function pause(process: SimulatedProcess, ms: number): Promise<void> {
  return new Promise((resolve) => void process.setTimer(resolve, ms));
}

function pick<T>(from: readonly T[], random: Random): T {
  const picked = from[Math.floor(random.fraction() * from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}
