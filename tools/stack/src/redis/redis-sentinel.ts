import { randomBytes } from 'node:crypto';
import { waitUntil } from '../process/wait-until.ts';
import { findRedisBinary } from './redis-binary.ts';
import { redisCommand } from './redis-command.ts';
import { startRedisProcess, type RedisNode, type RedisProcess, unsaved } from './redis-process.ts';
import type { RedisMissing, RedisOptions } from './redis.ts';

/** How {@link startRedisSentinel} starts. */
export interface RedisSentinelOptions extends RedisOptions {
  /** Default 1. */
  readonly replicas?: 1 | 2;
}

/** A Redis that three sentinels watch: when its primary is away for two seconds, they promote a replica. */
export interface RedisSentinel extends AsyncDisposable {
  readonly missing: null;
  /** Of the primary, its replicas and the sentinels. */
  readonly password: string;
  /** What the sentinels call the primary. */
  readonly name: string;
  /**
   * The primary at the start, and its replicas. One that crashed while it was the primary is one again when it is
   * restarted, empty, until the sentinels notice (about 10 s).
   */
  readonly nodes: readonly RedisNode[];
  readonly sentinels: readonly RedisNode[];
  /** The node that most of the sentinels take for the primary now; null while they do not agree. */
  primary(): Promise<RedisNode | null>;
  close(): Promise<void>;
}

const name = 'unite';
const sentinelCount = 3;
const quorum = 2;

/**
 * Provides an own Redis with replicas and sentinels on loopback with a random password, without persistence.
 * REDIS_URL is not looked at.
 *
 * @throws {StackError} STACK_SERVER_EXITED or STACK_TIMEOUT when it cannot be started
 */
export async function startRedisSentinel(
  options: RedisSentinelOptions = {},
): Promise<RedisSentinel | RedisMissing> {
  const { env = process.env, install = true, onProgress = () => undefined, replicas = 1 } = options;
  const binary = await findRedisBinary({ path: env.PATH ?? '', install, onProgress });
  if (typeof binary !== 'string') return { missing: binary };
  onProgress(`starting ${1 + replicas} times ${binary}, and ${sentinelCount} sentinels`);
  const password = randomBytes(24).toString('base64url');
  const nodes: RedisProcess[] = [];
  const sentinels: RedisProcess[] = [];
  const close = async () =>
    void (await Promise.all([...sentinels, ...nodes].map((node) => node.close())));
  try {
    const primary = await startNode(binary, password);
    nodes.push(primary);
    while (nodes.length <= replicas) nodes.push(await startNode(binary, password, primary));
    while (sentinels.length < sentinelCount) {
      sentinels.push(await startSentinel(binary, password, primary));
    }
    await waitUntil('the sentinels know each other and the replicas', async () => {
      const known = `status=ok,address=127.0.0.1:${primary.port},slaves=${replicas},sentinels=${sentinelCount}`;
      return (await views(sentinels)).every((view) => view.includes(known));
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    missing: null,
    password,
    name,
    nodes,
    sentinels,
    async primary() {
      const seen = await views(sentinels);
      const votes = (port: number) => seen.filter((view) => isPrimary(view, port)).length;
      return nodes.find(({ port }) => votes(port) >= quorum) ?? null;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function startNode(
  binary: string,
  password: string,
  primary?: RedisNode,
): Promise<RedisProcess> {
  const node = await startRedisProcess({
    name: primary ? 'Redis replica' : 'Redis primary',
    binary,
    password,
    settings: [
      ...unsaved,
      `masterauth ${password}`, // each may become the replica of another
      'repl-diskless-sync-delay 0', // by default it waits 5 s for more replicas
      ...(primary ? [`replicaof 127.0.0.1 ${primary.port}`] : []),
    ],
  });
  if (primary) {
    await waitUntil('the replica follows the primary', async () =>
      (await redisCommand(node.url, 'INFO', 'replication')).includes('master_link_status:up'),
    );
  }
  return node;
}

function startSentinel(
  binary: string,
  password: string,
  primary: RedisNode,
): Promise<RedisProcess> {
  return startRedisProcess({
    name: 'Redis sentinel',
    binary,
    password,
    settings: [
      `sentinel monitor ${name} 127.0.0.1 ${primary.port} ${quorum}`,
      `sentinel auth-pass ${name} ${password}`,
      // A sentinel connects to a server at most once a second, and begins anew with one that was just promoted: below
      // that, it took such a one for dead and promoted the old primary that had come back empty.
      `sentinel down-after-milliseconds ${name} 2000`,
      `sentinel failover-timeout ${name} 3000`,
    ],
    args: ['--sentinel'],
  });
}

/** What each sentinel tells of what it watches; nothing where it does not answer. */
function views(sentinels: readonly RedisNode[]): Promise<readonly string[]> {
  return Promise.all(
    sentinels.map(({ url }) => redisCommand(url, 'INFO', 'sentinel').catch(() => '')),
  );
}

function isPrimary(view: string, port: number): boolean {
  return view.includes(`address=127.0.0.1:${port},`);
}
