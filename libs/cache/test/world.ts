import { createCache, type Cache } from '../src/cache.ts';
import type { CacheEvent, CacheOptions } from '../src/cache-options.ts';
import { jsonCodec } from '../src/codec.ts';
import type { NamespaceOptions } from '../src/namespace-options.ts';
import type { Namespace } from '../src/namespace.ts';
import { createSeededRandom } from '../src/testing/seeded-random.ts';
import {
  createSimulatedServer,
  type SimulatedConnection,
  type SimulatedServer,
  type SimulatedServerOptions,
} from '../src/testing/simulated-server.ts';
import {
  createSimulatedTime,
  type SimulatedProcess,
  type SimulatedTime,
} from '../src/testing/simulated-time.ts';

/** What is kept in these specs. */
export type Value = string | number | boolean | null | { readonly text: string } | readonly Value[];

type Items = Namespace<'{group}:{id}', Value>;

/** A process with a cache of its own. */
export interface Process {
  readonly cache: Cache<never>;
  readonly items: Items;
  readonly clock: SimulatedProcess;
  readonly connection: SimulatedConnection;
  readonly events: CacheEvent[];
}

/** Processes, the server that they share, and the time that passes for all of them. */
export interface World {
  readonly time: SimulatedTime;
  readonly server: SimulatedServer;
  /** A process that shares the server, and follows its log. */
  start(options?: ProcessOptions): Promise<Process>;
  /** A process with memory alone. */
  startAlone(options?: ProcessOptions): Omit<Process, 'connection'>;
  /** Lets time pass until `promise` is settled, for a minute at most. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** A promise that resolves with `value` after `ms`. */
  later<T>(ms: number, value: T): Promise<T>;
}

/** How a process differs from others. */
export interface ProcessOptions {
  /** Whether it does not reach the server from the beginning; it is not waited for then. */
  readonly isCut?: boolean;
  readonly cache?: Omit<CacheOptions<never>, 'shared' | 'clock' | 'random'>;
  readonly items?: Partial<NamespaceOptions<'{group}:{id}', Value>>;
}

/**
 * Every message takes a millisecond.
 *
 * @param options of the server: one for all, unless `isSpread`
 */
export function createWorld(
  options: Pick<SimulatedServerOptions, 'isSpread' | 'without'> = {},
): World {
  const time = createSimulatedTime();
  const random = createSeededRandom(7);
  const server = createSimulatedServer({ time, random, delayMs: () => 1, ...options });

  function open(
    { cache: options, items }: ProcessOptions,
    clock: SimulatedProcess,
    connection?: SimulatedConnection,
  ) {
    const events: CacheEvent[] = [];
    const cache = createCache<never>({
      ...(connection && { shared: connection }),
      clock,
      random: { fraction: () => 0.5, token: random.token },
      onEvent: (event) => events.push(event),
      ...options,
    });
    const namespace = cache.namespace('items', {
      key: '{group}:{id}',
      codec: jsonCodec<Value>(),
      ttlMs: 10_000,
      sharedTtlMs: 30_000,
      jitter: 0,
      ...items,
    });
    return { cache, items: namespace, clock, events };
  }

  const pass = (ms: number) => time.run(time.nowMs + ms);

  async function until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => (isSettled = true);
    promise.then(settle, settle);
    for (const endMs = time.nowMs + 60_000; !isSettled && time.nowMs < endMs;) await pass(1);
    if (!isSettled) throw new Error('nothing came of it within a minute');
    return promise;
  }

  return {
    time,
    server,
    async start(options = {}) {
      const clock = time.process();
      const connection = server.connect(clock);
      if (options.isCut) connection.fault = 'cut';
      const opened = open(options, clock, connection);
      if (!options.isCut) await until(opened.cache.ready());
      return { ...opened, connection };
    },
    startAlone: (options = {}) => open(options, time.process()),
    until,
    pass,
    later(ms, value) {
      const { promise, resolve } = Promise.withResolvers<typeof value>();
      time.at(time.nowMs + ms, () => resolve(value));
      return promise;
    },
  };
}

/** The key of these specs. */
export const key = { group: 'g', id: '1' };
