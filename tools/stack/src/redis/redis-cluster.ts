import { randomBytes } from 'node:crypto';
import { freePort } from '../network/free-port.ts';
import { waitUntil } from '../process/wait-until.ts';
import { findRedisBinary } from './redis-binary.ts';
import { redisCommand } from './redis-command.ts';
import { startRedisProcess, type RedisNode, type RedisProcess, unsaved } from './redis-process.ts';
import type { RedisMissing, RedisOptions } from './redis.ts';

/** A Redis Cluster of three masters without replicas, each with a third of the slots. */
export interface RedisCluster extends AsyncDisposable {
  readonly missing: null;
  /** A node that crashed and was restarted serves its slots again, empty. */
  readonly nodes: readonly [RedisNode, RedisNode, RedisNode];
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
  const started: { readonly node: RedisProcess; readonly busPort: number }[] = [];
  const close = async () => void (await Promise.all(started.map(({ node }) => node.close())));
  try {
    const password = randomBytes(24).toString('base64url');
    while (started.length < masters) {
      const busPort = await freePort(); // Redis would take its port + 10,000, which may be in use
      const name = `Redis node ${started.length + 1}`;
      const settings = [
        'cluster-enabled yes',
        `cluster-port ${busPort}`,
        'cluster-node-timeout 2000',
      ];
      const node = await startRedisProcess({
        name,
        binary,
        password,
        settings: [...settings, ...unsaved],
      });
      started.push({ node, busPort });
    }
    await join(started);
  } catch (error) {
    await close();
    throw error;
  }
  const [first, second, third] = started.map(({ node }) => node);
  if (!first || !second || !third) throw new Error('there are three');
  return { missing: null, nodes: [first, second, third], close, [Symbol.asyncDispose]: close };
}

async function join(
  started: readonly { readonly node: RedisProcess; readonly busPort: number }[],
): Promise<void> {
  const border = (index: number) => Math.floor((index * slots) / masters);
  const [first] = started;
  for (const [index, { node, busPort }] of started.entries()) {
    const range = [border(index), border(index + 1) - 1].map(String);
    await redisCommand(node.url, 'CLUSTER', 'ADDSLOTSRANGE', ...range);
    if (!first || node === first.node) continue;
    const address = ['127.0.0.1', String(node.port), String(busPort)];
    await redisCommand(first.node.url, 'CLUSTER', 'MEET', ...address);
  }
  await waitUntil('the nodes of the cluster know each other', async () => {
    const states = await Promise.all(
      started.map(({ node }) => redisCommand(node.url, 'CLUSTER', 'INFO')),
    );
    const isWhole = (info: string) =>
      info.includes('cluster_state:ok') && info.includes(`cluster_size:${masters}`);
    return states.every(isWhole);
  });
}
