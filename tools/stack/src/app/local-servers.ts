import type { Shortage } from '../errors.ts';
import { startFakeAi, type FakeAi } from '../ai/fake-ai.ts';
import { startPostgres } from '../postgres/postgres.ts';
import type { PostgresCluster } from '../postgres/postgres-cluster.ts';
import { startRedis, type RedisServer } from '../redis/redis.ts';

/** Which servers to start. */
export interface LocalServersOptions {
  /** Streaming replicas of PostgreSQL. Default 2. */
  readonly replicas?: number;
  /** The environment, for REDIS_URL and PATH. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told about each step. Default silent. */
  readonly onProgress?: (text: string) => void;
}

/** The servers that the app needs, running. */
export interface LocalServers extends AsyncDisposable {
  readonly postgres: PostgresCluster;
  /** Null when there is no Redis; then `redisMissing` says why. */
  readonly redis: RedisServer | null;
  readonly redisMissing: Shortage | null;
  readonly ai: FakeAi;
  close(): Promise<void>;
}

/** Starts PostgreSQL, Redis (if it is to be had) and the fake AI provider, all at once. */
export async function startLocalServers(options: LocalServersOptions = {}): Promise<LocalServers> {
  const { replicas = 2, env = process.env, onProgress = () => undefined } = options;
  await using started = new AsyncDisposableStack();
  // All of them are waited for, so that none is left behind when another fails.
  const [postgres, redis, ai] = await Promise.allSettled([
    startPostgres({ replicas, onProgress }).then((cluster) => started.use(cluster)),
    startRedis({ env, onProgress }).then((server) =>
      server.missing ? server : started.use(server),
    ),
    startFakeAi().then((server) => started.use(server)),
  ]);
  const servers = {
    postgres: valueOf(postgres),
    redis: valueOf(redis),
    ai: valueOf(ai),
  };
  const running = started.move();
  const close = () => running.disposeAsync();
  return {
    postgres: servers.postgres,
    redis: servers.redis.missing ? null : servers.redis,
    redisMissing: servers.redis.missing,
    ai: servers.ai,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
