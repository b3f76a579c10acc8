import { bucketTag } from '../bucket.ts';
import { systemClock } from '../clock.ts';
import { CacheError } from '../errors.ts';
import {
  isAfter,
  type InvalidationBatch,
  type LeaseRequest,
  type LeaseState,
  type LogPosition,
  payloadHeader,
  type ReadRequest,
  type SharedStore,
  type StampsSince,
  type StoredWrite,
  type StoredState,
} from '../shared-store.ts';
import { chunks } from './chunks.ts';
import { isCluster, type RedisConnection, redisCommands, unavailable } from './commands.ts';
import { redisFollower } from './redis-follower.ts';
import { redisAppends, type ScriptCall } from './redis-append.ts';
import { readPage, readPosition, readStep } from './redis-log.ts';
import { redisNames } from './redis-names.ts';
import { type RedisStoreOptions, resolveRedisStoreOptions } from './redis-store-options.ts';
import * as scripts from './scripts.ts';
import { readTime, serverTime } from './server-time.ts';
import { readValue } from './stored-value.ts';
import { createWitness } from './witness.ts';

/** So that no script keeps the server from others for long. */
const maxKeysPerScript = 100;

/**
 * Keeps the values, stamps and log of one cache in Redis 6.2 or later: one server, Sentinel, or Cluster.
 *
 * The connection stays the caller's, who listens to its 'error' events and closes it; a second one for
 * {@link SharedStore.follow} is opened from its options. It may have a key prefix and a user without dangerous
 * commands (no KEYS, SCAN or FLUSH is used). What is sent while it is away is refused at once, whatever its offline
 * queue is. There are no timeouts: its callers have deadlines, and an answer that comes later does no harm.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID; also when the connection reads from replicas, which lag behind
 */
export function redisStore(redis: RedisConnection, options: RedisStoreOptions = {}): SharedStore {
  const { name, maxLogEntries, stampTtlMs, replicas, replicaTimeoutMs, followMarginMs } =
    resolveRedisStoreOptions(redis, options);
  const names = redisNames(name);
  const sent = redisCommands(redis);
  const witness = createWitness((id) => sent.call('xrange', names.log, id, id));
  const elsewhere = 'This Redis lacks what its log shows: another one has taken its place';
  const { call, run, together } = redisCommands(redis, () =>
    witness.isElsewhere ? elsewhere : undefined,
  );
  const follower = redisFollower(redis, systemClock);
  const time = serverTime(() => call('time'), systemClock);
  // A server of a Cluster that fails over may have kept a value, and nothing in the log tells of it.
  const bucketOf = isCluster(redis) ? bucketTag : undefined;
  const bounds = { stampTtlMs, maxLogEntries, maxKeysPerScript };
  const appends = redisAppends({ names, bucketOf, ...bounds });

  /**
   * One server answers all with MGET, which tells nothing about how long values stay: they carry when they expire, and
   * the server's time is asked in the same packet when that was not done lately. Against GET and JSON.parse of 78 B |
   * 10 kB: MGET 1.00 to 1.10 | 1.03 to 1.05; with TIME or PTTL in the same packet 1.10 to 1.33 | 1.09 to 1.17, in an
   * ioredis pipeline 1.22 to 1.58 | 1.18 to 1.28, in packets of their own 1.86 | 1.43; all in a script 1.19 to 1.48 |
   * 1.25 to 1.41.
   */
  function getAll(keys: readonly string[]): Promise<unknown> {
    return time.isKnown() ? call('mget', ...keys) : getWithTime(keys);
  }

  async function getWithTime(keys: readonly string[]): Promise<unknown> {
    const [, replies] = await together(() => Promise.all([time.ask(), call('mget', ...keys)]));
    return replies;
  }

  async function readOneServer(requests: readonly ReadRequest[]): Promise<readonly StoredState[]> {
    const keys = requests.map(({ key }) => names.value(key));
    const places = new Map<string, number>();
    for (const { tags } of requests) {
      for (const tag of tags) {
        if (!places.has(tag)) places.set(tag, keys.push(names.stamp(tag)) - 1);
      }
    }
    const replies = asArray(await getAll(keys));
    return requests.map(({ tags }, n) => {
      const stamps = tags.map((tag) => asStamp(replies[places.get(tag) ?? -1]));
      return stateNow(replies[n], stamps);
    });
  }

  /** {@link readOneServer} for one, which is what most reads are: what it takes counts there. */
  async function readOne({ key, tags }: ReadRequest): Promise<StoredState> {
    const keys = [names.value(key)];
    for (const tag of tags) keys.push(names.stamp(tag));
    const [held, ...stamps] = asArray(await getAll(keys));
    return stateNow(held, stamps.map(asStamp));
  }

  function stateNow(held: unknown, stamps: readonly (string | undefined)[]): StoredState {
    const value = readValue(held);
    return state(value?.payload, value ? value.expiresAtMs - time.nowMs() : 0, stamps);
  }

  /** Each key by itself, as their slots differ; what goes to the same server leaves in one packet. */
  async function readCluster(requests: readonly ReadRequest[]): Promise<readonly StoredState[]> {
    const tags = [...new Set(requests.flatMap((request) => request.tags))];
    const [replies, stampReplies] = await together(() =>
      Promise.all([
        Promise.all(
          requests.map(({ key }) => {
            const value = names.value(key);
            return Promise.all([call('mget', value), call('pttl', value)]);
          }),
        ),
        tags.length > 0 ? call('mget', ...tags.map(names.stamp)) : [],
      ]),
    );
    const stamps = new Map(tags.map((tag, n) => [tag, asStamp(asArray(stampReplies)[n])]));
    return requests.map((request, n) => {
      const [held, left] = replies[n] ?? [];
      const payload = readValue(asArray(held)[0])?.payload;
      return state(
        payload,
        Number(left),
        request.tags.map((tag) => stamps.get(tag)),
      );
    });
  }

  async function readOneOfCluster(request: ReadRequest): Promise<StoredState> {
    const [only = { payload: undefined, leftMs: 0, stamps: [] }] = await readCluster([request]);
    return only;
  }

  const [read, readAll] = isCluster(redis)
    ? [readOneOfCluster, readCluster]
    : [readOne, readOneServer];

  async function confirm(id: unknown, stamp: string): Promise<LogPosition> {
    if (replicas > 0) {
      const reached = await call('wait', String(replicas), String(replicaTimeoutMs));
      if (Number(reached) < replicas) {
        const message = `Only ${String(reached)} of ${replicas} replicas have it`;
        throw new CacheError('CACHE_UNAVAILABLE', message);
      }
    }
    return { id: String(id), stamp };
  }

  const inOrder = (script: ScriptCall) => call(...evalCommand(script));

  const places = (key: string) => [names.value(key), names.lease(key)];

  const onKey = (lua: string, key: string, args: readonly string[]) =>
    inOrder({ lua, keys: places(key), args });

  function sendValues({ keys, expire, write }: InvalidationBatch): Promise<unknown>[] {
    const all = keys.map(places); // each with its lease in one slot
    const removed = isCluster(redis) ? all : chunks(all.flat(), 1000);
    return [
      ...removed.map((some) => call('del', ...some)),
      ...expire.map(({ key, graceMs }) => onKey(scripts.expireScript, key, [ms(graceMs)])),
      ...(write ? [onKey(scripts.writeScript, write.key, fillArguments(write))] : []),
    ];
  }

  /**
   * All of what `send` sends or nothing: a connection that is lost in between must not leave the values of one server
   * and the log of the one that took over.
   *
   * @returns what the last command answers
   */
  async function inTransaction(send: () => Promise<unknown>[]): Promise<unknown> {
    const replies = await together(() => Promise.all([call('multi'), ...send(), call('exec')]));
    const results = asArray(replies.at(-1));
    const failed = results.find((result) => result instanceof Error);
    if (failed || results.length === 0) throw unavailable(failed ?? 'the transaction was given up');
    return results.at(-1);
  }

  /** Over the connection that follows the log, as it has to be the same server. */
  async function beginLog(call: ScriptCall): Promise<unknown> {
    const [reply] = await follower.ask([evalCommand(call)], followMarginMs);
    return reply;
  }

  return {
    bucketOf,

    read,

    async readMany(requests) {
      return requests.length === 0 ? [] : readAll(requests);
    },

    async stamp(tags, newStamp) {
      const replies = await together(() =>
        Promise.all(
          chunks(tags.map(names.stamp), maxKeysPerScript).map((some) =>
            run(scripts.stampScript, some, [newStamp, String(stampTtlMs)]),
          ),
        ),
      );
      return replies.flatMap((reply) => asArray(reply).map(String));
    },

    async lease(request: LeaseRequest): Promise<LeaseState> {
      const { key, stamps, token, leaseMs, isRefresh, over = '' } = request;
      const args = [isRefresh ? '' : payloadHeader(stamps), token, ms(leaseMs), over];
      const reply = asArray(await run(scripts.leaseScript, places(key), args));
      const [held, leftMs] = reply;
      if (reply.length === 1) return { holder: String(held) };
      return { payload: String(held), leftMs: Number(leftMs) };
    },

    async fill(key, token, payload, ttlMs) {
      const args = fillArguments({ token, payload, ttlMs });
      return (await run(scripts.fillScript, places(key), args)) === 1;
    },

    async release(key, token) {
      await run(scripts.releaseScript, [names.lease(key)], [token]);
    },

    async invalidate(batch) {
      const entries = appends.ofBatch(batch);
      if (!isCluster(redis)) {
        return confirm(
          await inTransaction(() => [...sendValues(batch), ...entries.map(inOrder)]),
          batch.stamp,
        );
      }
      await together(() => Promise.all(sendValues(batch)));
      const ids = await together(() => Promise.all(entries.map(inOrder)));
      // A slot that moves can delay any of them.
      const [newest] = ids.map(String).sort((one, other) => (isAfter(one, other) ? -1 : 1));
      return confirm(newest, batch.stamp);
    },

    async patternSteps(tag) {
      const held = asArray(await call('lrange', names.steps(tag), '0', '-1'));
      return held.map(readStep).filter((step) => step !== undefined);
    },

    async head(...given) {
      await sent.call('time'); // rejects without a connection: to follow alone is of no use
      return readPosition(await beginLog(appends.ofRoot(scripts.headScript, ...given)));
    },

    async restartLog(...given) {
      const id = await beginLog(appends.ofRoot(scripts.appendScript, ...given));
      return { id: String(id), stamp: given[2] };
    },

    async follow(position, blockMs) {
      const wait = ms(Math.max(1, blockMs));
      const [read, anchor, oldest, clockReply] = await follower.ask(
        [
          ['xread', 'BLOCK', wait, 'STREAMS', names.log, position.id],
          ['xrange', names.log, position.id, position.id],
          ['xrange', names.log, '-', '+', 'COUNT', '1'],
          isCluster(redis) ? ['eval', scripts.timeScript, '1', names.log] : ['time'],
        ],
        blockMs + followMarginMs,
      );
      const [, entries] = asArray(asArray(read)[0]);
      const replies = [asArray(anchor)[0], ...asArray(entries)];
      const page = {
        ...readPage(replies, asArray(oldest)[0], position),
        serverMs: readTime(clockReply),
      };
      if (isCluster(redis) || page.anchor !== 'present') return page;
      witness.look(page.entries.at(-1) ?? position);
      // What was read meanwhile may be older than the log.
      return witness.hasStrayed() ? { ...page, anchor: 'trimmed', entries: [] } : page;
    },

    async stampsSince(tags, position): Promise<StampsSince> {
      const parts = chunks(tags.map(names.stamp), maxKeysPerScript - 1);
      const last = parts.pop() ?? [];
      const earlier = await Promise.all(parts.map((some) => call('mget', ...some)));
      const reply = await run(scripts.sinceScript, [names.log, ...last], [position.id]);
      const [entries, oldest, stamps] = asArray(reply);
      return {
        ...readPage(asArray(entries), asArray(oldest)[0], position),
        stamps: [...earlier, stamps].flatMap((some) => asArray(some).map(asStamp)),
      };
    },

    async [Symbol.asyncDispose]() {
      follower.close();
    },
  };
}

function state(
  payload: string | undefined,
  leftMs: number,
  stamps: readonly (string | undefined)[],
): StoredState {
  // It may have expired meanwhile.
  if (payload === undefined || !(leftMs > 0)) return { payload: undefined, leftMs: 0, stamps };
  return { payload, leftMs, stamps };
}

function asArray(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function asStamp(reply: unknown): string | undefined {
  return typeof reply === 'string' ? reply : undefined;
}

/** As text: a digest that the server does not know would take its turn behind what was sent after it. */
function evalCommand({ lua, keys, args }: ScriptCall): [string, ...string[]] {
  return ['eval', lua, String(keys.length), ...keys, ...args];
}

function fillArguments({ token, payload, ttlMs }: Omit<StoredWrite, 'key'>): readonly string[] {
  return [token, payload, ms(ttlMs)];
}

/** Whole milliseconds, as Redis wants them. */
function ms(value: number): string {
  return String(Math.ceil(value));
}
