import { startRedis, type FaultProxy, type RedisServer } from '@unite/stack';
import type { Redis } from 'ioredis';

import { pause, type Child } from './child.ts';
import { openRedis } from './open-redis.ts';

/** Two processes over one server, which one of them reaches through a proxy. */
export interface Scene {
  /** What the caches use. */
  readonly server: RedisServer;
  /** A replica of it, for the failover. */
  readonly replica: RedisServer;
  /** An administrator's connection to it. */
  readonly admin: Redis;
  /** Resets all connections to the server, and leads new ones to another port. */
  readonly switchTo: (port: number) => Promise<void>;
  /** Through which the reader reaches the server. */
  readonly readers: FaultProxy;
  readonly reader: Child;
}

/** What goes wrong, and how long that takes in all. */
export type Fault = (scene: Scene) => Promise<void>;

/** Several times, as it takes a moment to hit. */
async function repeat(times: number, everyMs: number, once: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await once();
    await pause(everyMs);
  }
}

/** Restarts the server with what it had some invalidations ago. */
const restartWithOldData: Fault = async ({ server, admin }) => {
  await admin.save();
  await pause(500);
  await restartAfterCrash(server);
};

/** Long enough that something is invalidated before, between and after. */
async function restartAfterCrash(server: RedisServer): Promise<void> {
  await server.crash();
  await pause(1000);
  await server.restart();
  await pause(1500);
}

/** The replica, which lacks the last half second, takes the primary's place, and gets that for a replica. */
const failOver: Fault = async ({ server, replica, admin, switchTo }) => {
  const { password } = new URL(server.url);
  using promoted = openRedis(`redis://127.0.0.1:${replica.port}`, { password });
  await promoted.replicaof('NO', 'ONE');
  await pause(500);
  await switchTo(replica.port);
  await admin.config('SET', 'masterauth', password);
  await admin.replicaof('127.0.0.1', replica.port);
  await pause(1000);
};

/** Each fault of the claims, by its name. */
export const faults = {
  none: () => pause(2000),
  'half-open': async ({ readers }) => {
    await readers.set('blackhole');
    await pause(7000);
    await readers.set('pass');
  },
  reset: ({ readers }) =>
    repeat(4, 400, async () => {
      await readers.set('reset');
      await pause(300);
      await readers.set('pass');
    }),
  sigstop: async ({ reader }) => {
    reader.stop();
    await pause(30_000);
    reader.go();
  },
  'restarted-empty': ({ server }) => restartAfterCrash(server),
  'restarted-with-old-data': restartWithOldData,
  flushall: ({ admin }) => repeat(20, 100, () => admin.flushall()),
  failover: failOver,
  'failover-unawaited': failOver,
  'stamps-evicted': ({ admin }) =>
    repeat(20, 100, async () => {
      const stamps = await admin.keys('{cache}:s:*');
      if (stamps.length > 0) await admin.del(stamps);
    }),
  'log-trimmed': async ({ admin, reader }) => {
    await repeat(3, 300, async () => {
      reader.stop();
      await pause(400);
      await admin.xtrim('{cache}:log', 'MAXLEN', 1);
      reader.go();
    });
  },
} satisfies Record<string, Fault>;

/** The name of a fault. */
export type FaultName = keyof typeof faults;

/** A server of our own, as it will be broken. */
export async function ownServer(): Promise<RedisServer> {
  const server = await startRedis({ env: { PATH: process.env.PATH } });
  if (server.missing) throw new Error(server.missing.why);
  return server;
}
