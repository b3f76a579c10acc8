import { bucketTag } from '../bucket.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import {
  anyLease,
  isAfter,
  maxPatternSteps,
  payloadHeader,
  stampOfRun,
  stepOfRun,
  type InvalidationBatch,
  type LogEntry,
  type LogPosition,
  type PatternStep,
  type SharedStore,
} from '../shared-store.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** A server in memory that does what {@link SharedStore} demands, and fails when it is told to. */
export interface SimulatedServer {
  /** A connection of a process, whose answers come through its `clock`. */
  connect(clock: Clock): SimulatedConnection;
  /** Forgets everything, as FLUSHALL or a restart without data does. */
  flush(): void;
  /** Forgets the stamps, as an eviction may. */
  evictStamps(): void;
  /** Remembers what there is, as a replica does. */
  replicate(): void;
  /**
   * Becomes what was replicated last, as a failover does; what came after is lost. Where values are spread, only the
   * server of the values fails over, and that of stamps and log stays.
   */
  failOver(): void;
  /** Drops all but the newest `count` entries of the log. */
  trim(count: number): void;
}

/** A connection that can be broken. */
export interface SimulatedConnection extends SharedStore {
  /** `cut`: refuses at once. `deaf`: questions arrive, or not, and no answer comes back until it is mended. */
  fault: 'none' | 'cut' | 'deaf';
}

/** Parts of a protocol that can be left out, to show that each is needed. */
export interface SimulatedServerOptions {
  readonly time: SimulatedTime;
  readonly random: Random;
  /** Milliseconds that a message takes, one way. */
  readonly delayMs: () => number;
  /**
   * What it does not do: `stamps`, tell payloads whose tags were invalidated; `leases`, refuse a load whose lease is
   * gone; `buckets`, tell values apart that came back with a server; `patterns`, keep those of the steps that a stamp
   * took; `runs`, give what is done twice other stamps the second time. Default nothing.
   */
  readonly without?: 'stamps' | 'leases' | 'buckets' | 'patterns' | 'runs';
  /** Whether values lie elsewhere than stamps and log, as in a cluster: keys have buckets then. Default false. */
  readonly isSpread?: boolean;
}

interface State {
  readonly values: Map<string, { payload: string; endsAtMs: number }>;
  readonly leases: Map<string, { token: string; endsAtMs: number }>;
  readonly stamps: Map<string, string>;
  readonly steps: Map<string, readonly PatternStep[]>;
  log: LogEntry[];
}

const empty = (): State => ({
  values: new Map(),
  leases: new Map(),
  stamps: new Map(),
  steps: new Map(),
  log: [],
});

const copyOf = ({ values, leases, stamps, steps, log }: State): State => ({
  values: new Map([...values].map(([key, value]) => [key, { ...value }])),
  leases: new Map(leases),
  stamps: new Map(stamps),
  steps: new Map(steps),
  log: [...log],
});

/** A server that holds nothing. */
export function createSimulatedServer(options: SimulatedServerOptions): SimulatedServer {
  const { time, random, delayMs, without, isSpread = false } = options;
  const bucketOf = isSpread && without !== 'buckets' ? bucketTag : undefined;
  let state = empty();
  let replica = empty();
  /** Told when an entry was appended. */
  let followers: (() => void)[] = [];

  function valueOf(key: string) {
    const value = state.values.get(key);
    return value && value.endsAtMs > time.nowMs ? value : undefined;
  }

  function read(key: string, tags: readonly string[]) {
    const value = valueOf(key);
    const stamps = tags.map((tag) => state.stamps.get(tag));
    const known = stamps.filter((stamp) => stamp !== undefined);
    const payload = value?.payload;
    return {
      payload:
        without === 'stamps' && payload !== undefined && known.length === stamps.length
          ? payloadHeader(stamps) + payload.slice(payload.indexOf('|') + 1)
          : payload,
      leftMs: value ? value.endsAtMs - time.nowMs : 0,
      stamps,
    };
  }

  function nextId(): string {
    const [ms = 0, sequence = 0] = state.log.at(-1)?.id.split('-').map(Number) ?? [];
    const nowMs = Math.floor(time.nowMs);
    return nowMs > ms ? `${nowMs}-0` : `${ms}-${sequence + 1}`;
  }

  function append(entry: Omit<LogEntry, 'id'>): LogPosition {
    const id = nextId();
    state.log.push({ ...entry, id });
    const told = followers;
    followers = [];
    for (const tell of told) tell();
    return { id, stamp: entry.stamp };
  }

  function remove({ keys, expire, write }: InvalidationBatch): void {
    for (const key of [...keys, ...expire.map(({ key }) => key)]) state.leases.delete(key);
    for (const key of keys) state.values.delete(key);
    for (const { key, graceMs } of expire) {
      const value = valueOf(key);
      if (value) value.endsAtMs = Math.min(value.endsAtMs, time.nowMs + graceMs);
    }
    if (write && !fill(write.key, write.token, write.payload, write.ttlMs)) {
      state.values.delete(write.key);
      state.leases.delete(write.key);
    }
  }

  function step({ matching = [], stamp }: InvalidationBatch): void {
    for (const { tag, patterns } of matching) {
      const to = without === 'runs' ? `${stamp}_` : stepOfRun(stamp, nextId());
      const from = state.stamps.get(tag);
      const isStep = from !== undefined && from !== to;
      const taken = { from: from ?? '', to, patterns: without === 'patterns' ? [] : patterns };
      const steps = isStep ? [...(state.steps.get(tag) ?? []), taken] : [];
      state.steps.set(tag, steps.slice(-maxPatternSteps));
      state.stamps.set(tag, to);
    }
  }

  function fill(key: string, token: string, payload: string, ttlMs: number): boolean {
    const lease = state.leases.get(key);
    const isHeld = lease?.token === token && lease.endsAtMs > time.nowMs;
    if (!isHeld && without !== 'leases') return false;
    state.leases.delete(key);
    state.values.set(key, { payload, endsAtMs: time.nowMs + ttlMs });
    return true;
  }

  function page({ id, stamp }: LogPosition) {
    const at = state.log.findIndex((entry) => entry.id === id && entry.stamp === stamp);
    if (at >= 0) return { anchor: 'present' as const, entries: state.log.slice(at + 1) };
    const [oldest] = state.log;
    const isTrimmed = oldest !== undefined && isAfter(oldest.id, id);
    return { anchor: isTrimmed ? ('trimmed' as const) : ('lost' as const), entries: [] };
  }

  const timed = (position: LogPosition) => ({ ...page(position), serverMs: time.nowMs });

  function connect(clock: Clock): SimulatedConnection {
    let isClosed = false;

    /**
     * One question and its answer, each after a delay of its own; nothing keeps the order.
     *
     * @param when lets the server answer later
     */
    function ask<T>(
      answer: () => T,
      when = (now: () => void) => now(),
      onLost: () => void = () => undefined,
    ): Promise<T> {
      return new Promise((resolve, reject) => {
        const refuse = () =>
          void clock.setTimer(() => reject(new Error('the connection is cut')), 0);
        if (isClosed || connection.fault === 'cut') return refuse();
        time.at(time.nowMs + delayMs(), () => {
          if (connection.fault === 'deaf' && random.fraction() < 0.5) return;
          when(() => {
            const value = answer();
            if (connection.fault !== 'none') onLost();
            if (connection.fault === 'deaf') return;
            if (connection.fault === 'cut') return refuse();
            clock.setTimer(() => resolve(value), delayMs());
          });
        });
      });
    }

    /** Where the answer was lost, it is done once more, as a client does that has a connection again. */
    function askTwice<T>(answer: () => T): Promise<T> {
      const laterMs = 200 + 800 * random.fraction();
      return ask(answer, undefined, () => time.at(time.nowMs + laterMs, answer));
    }

    const connection: SimulatedConnection = {
      fault: 'none',
      bucketOf,
      read: ({ key, tags }) => ask(() => read(key, tags)),
      readMany: (requests) => ask(() => requests.map(({ key, tags }) => read(key, tags))),
      stamp: (tags, newStamp) =>
        ask(() =>
          tags.map((tag) => {
            const known = state.stamps.get(tag) ?? newStamp;
            state.stamps.set(tag, known);
            return known;
          }),
        ),
      lease: ({ key, stamps, token, leaseMs, isRefresh, over }) =>
        ask(() => {
          const value = valueOf(key);
          if (value && !isRefresh && value.payload.startsWith(payloadHeader(stamps))) {
            return { payload: value.payload, leftMs: value.endsAtMs - time.nowMs };
          }
          const lease = state.leases.get(key);
          const isTaken = over === anyLease || lease?.token === over;
          if (lease && lease.endsAtMs > time.nowMs && !isTaken) return { holder: lease.token };
          state.leases.set(key, { token, endsAtMs: time.nowMs + leaseMs });
          return { holder: token };
        }),
      fill: (key, token, payload, ttlMs) => ask(() => fill(key, token, payload, ttlMs)),
      release: (key, token) =>
        ask(() => {
          if (state.leases.get(key)?.token === token) state.leases.delete(key);
        }),
      async invalidate(batch) {
        if (isSpread) await ask(() => remove(batch));
        return askTwice(() => {
          if (!isSpread) remove(batch);
          step(batch);
          const { origin, stamp, tags, keys, expire, write, matching = [] } = batch;
          const ended = [...keys, ...(write ? [write.key] : [])];
          const buckets = bucketOf ? ended.map(bucketOf) : [];
          const own = without === 'runs' ? stamp : stampOfRun(stamp, nextId());
          for (const tag of [...tags, ...buckets]) state.stamps.set(tag, own);
          if (write && bucketOf) state.stamps.set(bucketOf(write.key), stamp);
          const named = [...keys, ...expire.map(({ key }) => key), ...(write ? [write.key] : [])];
          const patterns = matching.flatMap((each) => each.patterns);
          return append({ origin, stamp, tags, keys: named, patterns });
        });
      },
      patternSteps: (tag) => ask(() => state.steps.get(tag) ?? []),
      head: (rootTag, origin, stamp) =>
        ask(() => {
          const last = state.log.at(-1);
          if (last) return { id: last.id, stamp: last.stamp };
          state.stamps.set(rootTag, stamp);
          return append({ origin, stamp, keys: [], tags: [rootTag], patterns: [] });
        }),
      restartLog: (rootTag, origin, stamp) =>
        ask(() => {
          state.stamps.set(rootTag, stamp);
          return append({ origin, stamp, keys: [], tags: [rootTag], patterns: [] });
        }),
      follow: (position, blockMs) =>
        ask(
          () => timed(position),
          (answer) => {
            const { anchor, entries } = page(position);
            if (anchor !== 'present' || entries.length > 0) return answer();
            const waiting = { isAnswered: false };
            const answerOnce = () => {
              if (waiting.isAnswered) return;
              waiting.isAnswered = true;
              answer();
            };
            followers.push(answerOnce);
            time.at(time.nowMs + blockMs, answerOnce);
          },
        ),
      stampsSince: (tags, position) =>
        ask(() => ({ ...page(position), stamps: tags.map((tag) => state.stamps.get(tag)) })),
      async [Symbol.asyncDispose]() {
        isClosed = true;
      },
    };
    return connection;
  }

  return {
    connect,
    flush: () => void (state = empty()),
    evictStamps: () => state.stamps.clear(),
    replicate: () => void (replica = copyOf(state)),
    failOver() {
      const { values, leases, ...rest } = copyOf(replica);
      state = { ...(isSpread ? state : rest), values, leases };
    },
    trim: (count) => void (state.log = state.log.slice(-count)),
  };
}
