import { createCache, jsonCodec, type NamespaceStats } from '../src/index.ts';
import { createSeededRandom } from '../src/testing/seeded-random.ts';
import { createSimulatedServer } from '../src/testing/simulated-server.ts';
import { createSimulatedTime } from '../src/testing/simulated-time.ts';
import { zipfRanks } from '../test/eviction-workloads.ts';

/** The workload of playbook 6.9, for all processes together. */
export interface Workload {
  readonly exponent: number;
  readonly keys: number;
  readonly requestsPerSecond: number;
  /** The part of the requests that change what they name, 0 to 1. */
  readonly writeRatio: number;
  readonly maxEntries: number;
  readonly ttlMs: number;
  readonly sharedTtlMs: number;
}

/** As the playbook gives it; exponent, keys and rate are the ones at which its shares come true. */
export const playbook: Workload = {
  exponent: 1.25,
  keys: 10_000,
  requestsPerSecond: 20,
  writeRatio: 0.01,
  maxEntries: 100,
  ttlMs: 300_000,
  sharedTtlMs: 900_000,
};

/** Who answered, in percent of all reads. */
export interface Shares {
  readonly memory: number;
  readonly shared: number;
  readonly loader: number;
  readonly reads: number;
}

/** What was answered between two looks at the numbers of some namespaces. */
export function sharesBetween(
  before: readonly NamespaceStats[],
  after: readonly NamespaceStats[],
): Shares {
  const grown = (of: (stats: NamespaceStats) => number) =>
    after.reduce((sum, stats) => sum + of(stats), 0) -
    before.reduce((sum, stats) => sum + of(stats), 0);
  const [memory, shared, loader] = [
    grown(({ memoryHits }) => memoryHits),
    grown(({ sharedHits }) => sharedHits),
    grown(({ misses, staleServed }) => misses + staleServed),
  ];
  const reads = memory + shared + loader;
  const percent = (part: number) => (100 * part) / reads;
  return { memory: percent(memory), shared: percent(shared), loader: percent(loader), reads };
}

/** How long the workload is simulated. */
export interface SimulatedWorkload {
  readonly workload: Workload;
  readonly processes: number;
  /** Minutes that are not counted, and minutes that are. */
  readonly warmMinutes: number;
  readonly minutes: number;
}

/** The shares of two processes or more over one server, in simulated time, by the code that runs in real time. */
export async function simulateWorkload({
  workload,
  processes,
  warmMinutes,
  minutes,
}: SimulatedWorkload): Promise<Shares> {
  const random = createSeededRandom(1);
  const time = createSimulatedTime();
  const server = createSimulatedServer({ time, random, delayMs: () => 0.1 + random.fraction() });
  const rank = zipfRanks(workload.exponent, workload.keys, random.fraction);
  const opened = Array.from({ length: processes }, (_, id) => {
    const process = time.process();
    const own = createSeededRandom(id + 2);
    const cache = createCache({
      shared: server.connect(process),
      clock: process,
      random: { fraction: own.fraction, token: () => `${id}_${own.token()}` },
    });
    const { ttlMs, sharedTtlMs, maxEntries } = workload;
    const items = cache.namespace('items', {
      key: '{id}',
      codec: jsonCodec<number>(),
      ...{ ttlMs, sharedTtlMs, maxEntries },
    });
    const load = () => new Promise<number>((resolve) => void process.setTimer(() => resolve(1), 5));
    return { cache, items, load };
  });
  const request = () => {
    const one = opened[Math.floor(random.fraction() * processes)];
    const id = rank();
    if (!one) throw new RangeError('there is no process');
    // Neither can fail here: nothing is broken.
    if (random.fraction() < workload.writeRatio) void one.items.delete({ id });
    else void one.items.get({ id }, one.load);
  };
  await time.run(1000);
  const everyMs = 1000 / workload.requestsPerSecond;
  const runFor = async (forMinutes: number) => {
    const untilMs = time.nowMs + forMinutes * 60_000;
    while (time.nowMs < untilMs) {
      request();
      await time.run(time.nowMs + everyMs * -Math.log(1 - random.fraction()));
    }
  };
  const stats = (): NamespaceStats[] => opened.map(({ items }) => items.stats());
  await runFor(warmMinutes);
  const before = stats();
  await runFor(minutes);
  const shares = sharesBetween(before, stats());
  const closing = Promise.all(opened.map(({ cache }) => cache.close()));
  await time.run(time.nowMs + 5000);
  await closing;
  return shares;
}
