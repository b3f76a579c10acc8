import { randomBytes } from 'node:crypto';
import { freePort } from '../network/free-port.ts';
import { waitUntil } from '../process/wait-until.ts';
import { findRedisBinary } from './redis-binary.ts';
import { redisCommand } from './redis-command.ts';
import { startRedisProcess, type RedisNode, type RedisProcess, unsaved } from './redis-process.ts';
import type { RedisMissing, RedisOptions } from './redis.ts';

/** A Redis Cluster of three masters, each with a third of the slots. */
export interface RedisCluster extends AsyncDisposable {
  readonly missing: null;
  /** A node that crashed and was restarted serves its slots again, empty. */
  readonly nodes: readonly [RedisNode, RedisNode, RedisNode];
  /**
   * Starts a replica of `master`; settles when it has what that has.
   *
   * @throws {StackError} STACK_SERVER_EXITED or STACK_TIMEOUT when it cannot be started
   */
  addReplica(master: RedisNode): Promise<RedisNode>;
  close(): Promise<void>;
}

const slots = 16_384;
const masters = 3;

/**
 * Provides an own Redis Cluster on loopback with a random password, without persistence. REDIS_URL is not looked at.
 *
 * @throws {StackError} STACK_SERVER_EXITED or STACK_TIMEOUT when it cannot be started
 */
export async function startRedisCluster(
  options: RedisOptions = {},
): Promise<RedisCluster | RedisMissing> {
  const { env = process.env, install = true, onProgress = () => undefined } = options;
  const binary = await findRedisBinary({ path: env.PATH ?? '', install, onProgress });
  if (typeof binary !== 'string') return { missing: binary };
  onProgress(`starting ${masters} times ${binary}`);
  const password = randomBytes(24).toString('base64url');
  const started: Started[] = [];
  const close = async () => void (await Promise.all(started.map(({ node }) => node.close())));

  const start = async (): Promise<Started> => {
    const busPort = await freePort(); // Redis would take its port + 10,000, which may be in use
    const name = `Redis node ${started.length + 1}`;
    const settings = [
      'cluster-enabled yes',
      `cluster-port ${busPort}`,
      'cluster-node-timeout 2000',
      `masterauth ${password}`,
      'repl-diskless-sync-delay 0',
      ...unsaved,
    ];
    const node = await startRedisProcess({ name, binary, password, settings });
    const own = { node, busPort };
    started.push(own);
    return own;
  };

  const addReplica = async (master: RedisNode): Promise<RedisNode> => {
    const replica = await start();
    await meet(master, replica);
    const id = await redisCommand(master.url, 'CLUSTER', 'MYID');
    await waitUntil('the replica knows its master', () =>
      redisCommand(replica.node.url, 'CLUSTER', 'REPLICATE', id).catch(() => false),
    );
    await waitUntil('the replica has what its master has', async () => {
      const info = await redisCommand(replica.node.url, 'INFO', 'replication');
      return info.includes('master_link_status:up');
    });
    await acquainted(started);
    return replica.node;
  };

  try {
    while (started.length < masters) await start();
    await join(started);
  } catch (error) {
    await close();
    throw error;
  }
  const [first, second, third] = started.map(({ node }) => node);
  if (!first || !second || !third) throw new Error('there are three');
  const nodes = [first, second, third] as const; // three of them
  return { missing: null, nodes, addReplica, close, [Symbol.asyncDispose]: close };
}

/** A node, and the port at which the others reach it. */
interface Started {
  readonly node: RedisProcess;
  readonly busPort: number;
}

async function meet(first: RedisNode, { node, busPort }: Started): Promise<void> {
  const address = ['127.0.0.1', String(node.port), String(busPort)];
  await redisCommand(first.url, 'CLUSTER', 'MEET', ...address);
}

async function join(started: readonly Started[]): Promise<void> {
  const border = (index: number) => Math.floor((index * slots) / masters);
  const [first] = started;
  for (const [index, each] of started.entries()) {
    const range = [border(index), border(index + 1) - 1].map(String);
    await redisCommand(each.node.url, 'CLUSTER', 'ADDSLOTSRANGE', ...range);
    if (first && each !== first) await meet(first.node, each);
  }
  await acquainted(started);
}

async function acquainted(started: readonly Started[]): Promise<void> {
  const wanted = [
    'cluster_state:ok',
    `cluster_known_nodes:${started.length}`,
    `cluster_size:${masters}`,
  ];
  await waitUntil('the nodes of the cluster know each other', async () => {
    const states = await Promise.all(
      started.map(({ node }) => redisCommand(node.url, 'CLUSTER', 'INFO')),
    );
    return states.every((info) => wanted.every((line) => info.includes(line)));
  });
}
