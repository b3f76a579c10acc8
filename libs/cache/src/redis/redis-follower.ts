import { type Clock } from '../clock.ts';
import { CacheError } from '../errors.ts';
import { isCluster, type RedisConnection, unavailable } from './commands.ts';

/** Asks over a connection of its own, which may be blocked. */
export interface RedisFollower {
  /**
   * Sends the commands together over the same connection and answers their replies.
   *
   * @param timeoutMs after which the connection counts as dead and is replaced
   * @throws {CacheError} CACHE_UNAVAILABLE when it fails, CACHE_CLOSED after close()
   */
  ask(commands: readonly (readonly string[])[], timeoutMs: number): Promise<readonly unknown[]>;
  close(): void;
}

/**
 * Milliseconds after which Sentinel is asked again, over a connection that takes the place of the one before: a server
 * that was demoted while nobody could reach it would be followed until Sentinel reaches it, for 8 s or more.
 */
const renewAfterMs = 1000;

/**
 * Every failure ends the connection and the next question opens another: so none is left in a state between, as one
 * whose handshake was lost, and Sentinel and Cluster are asked anew where the log is.
 */
export function redisFollower(redis: RedisConnection, clock: Clock): RedisFollower {
  const isThroughSentinel = !isCluster(redis) && (redis.options.sentinels?.length ?? 0) > 0;
  let connection: Connection | undefined;
  /** Takes the place of the other when it is ready and no question is under way. */
  let coming: Connection | undefined;
  let isClosed = false;
  /** Ends the questions under way: a pipeline of a Cluster that was disconnected need not settle. */
  const pending = new Set<(reason: Error) => void>();

  function current(): Connection {
    const nowMs = clock.monotonicMs();
    if (coming?.isReady && pending.size === 0) {
      connection?.destroy();
      [connection, coming] = [coming, undefined];
    }
    const used = (connection ??= open(redis, nowMs));
    if (isThroughSentinel && nowMs - (coming ?? used).openedAtMs > renewAfterMs) {
      coming?.destroy();
      coming = open(redis, nowMs);
    }
    return used;
  }

  async function ask(
    commands: readonly (readonly string[])[],
    timeoutMs: number,
  ): Promise<readonly unknown[]> {
    if (isClosed) throw closed();
    const used = current();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = clock.setTimer(
      () => reject(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    pending.add(reject);
    try {
      return await Promise.race([used.ready.then(() => used.send(commands)), late]);
    } catch (error) {
      used.destroy();
      if (connection === used) connection = undefined;
      throw isClosed ? closed() : unavailable(error);
    } finally {
      timer.cancel();
      pending.delete(reject);
    }
  }

  return {
    ask,
    close() {
      isClosed = true;
      for (const end of pending) end(closed());
      for (const each of [connection, coming]) each?.destroy();
      connection = coming = undefined;
    },
  };
}

function closed(): CacheError {
  return new CacheError('CACHE_CLOSED', 'The store was closed');
}

interface Connection {
  readonly openedAtMs: number;
  readonly isReady: boolean;
  readonly ready: Promise<void>;
  send(commands: readonly (readonly string[])[]): Promise<readonly unknown[]>;
  destroy(): void;
}

const own = {
  commandTimeout: undefined,
  socketTimeout: undefined,
  blockingTimeout: undefined,
  replyMapping: 'legacy',
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  failoverDetector: false, // a connection to each sentinel, for each connection
  sentinelCommandTimeout: 300, // milliseconds until the next sentinel is asked
} as const; // 'legacy' is a literal

function open(redis: RedisConnection, openedAtMs: number): Connection {
  const shared = { lazyConnect: true, enableOfflineQueue: false, enableAutoPipelining: false };
  const noRetry = () => null;
  const client = isCluster(redis)
    ? redis.duplicate([], { ...shared, clusterRetryStrategy: noRetry, redisOptions: own })
    : redis.duplicate({ ...shared, ...own, retryStrategy: noRetry });
  let reason: Error | undefined;
  let isDestroyed = false;
  client.on('error', (error: Error) => (reason = error));
  const ready = client.connect().catch((error: unknown) => {
    throw reason ?? error;
  });
  ready.catch(() => undefined); // whoever asks sees it
  return {
    openedAtMs,
    get isReady() {
      return client.status === 'ready';
    },
    ready,
    async send(commands) {
      if (isCluster(client)) {
        // While the log's slot moves each finds its way by itself; ioredis repeats a pipeline only when it only reads.
        const node: { call(command: string, ...args: readonly string[]): Promise<unknown> } =
          client;
        return Promise.all(commands.map(([name = '', ...args]) => node.call(name, ...args)));
      }
      const replies = await client.pipeline(commands.map((command) => [...command])).exec();
      return (replies ?? []).map(([error, reply]) => {
        if (error) throw error;
        return reply;
      });
    },
    destroy() {
      if (isDestroyed) return; // a second disconnect would wait for a 'close' that was before
      isDestroyed = true;
      client.disconnect();
      // A disconnect waits for the other side, which may never answer.
      for (const { stream } of isCluster(client) ? client.nodes() : [client]) stream?.destroy();
    },
  };
}
