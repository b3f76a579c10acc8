import { startFaultProxy } from '@unite/stack';

import { pause, startChild } from './child.ts';
import type { PropagationOptions, PropagationOrder } from './propagation-program.ts';
import { ownServer } from './staleness-faults.ts';

/** How often is measured, and how slow the other process's connection is. */
export interface Propagation {
  readonly times: number;
  /** Milliseconds that each packet is held back. Default 0, without a proxy. */
  readonly delayMs?: number;
}

/**
 * One process invalidates what another one has in memory.
 *
 * @returns milliseconds from each call to the moment when the other one would not serve it any more
 */
export async function measurePropagation({ times, delayMs = 0 }: Propagation): Promise<number[]> {
  await using server = await ownServer();
  await using proxy = await startFaultProxy({ target: { port: server.port } });
  if (delayMs > 0) await proxy.set('delay', delayMs);
  const url = delayMs > 0 ? proxy.through(server.url) : server.url;
  const start = (redisUrl: string) =>
    startChild('propagation-program.ts', { redisUrl } satisfies PropagationOptions);
  await using writer = await start(server.url);
  await using reader = await start(url);
  const ask = (child: typeof writer, order: PropagationOrder) => child.ask(order);
  const tookMs: number[] = [];
  for (let n = 0; n < times + warmUp; n += 1) {
    await ask(reader, 'fill');
    const gone = ask(reader, 'await');
    // The order has to arrive, and the log to be waited for again.
    await pause(2);
    const calledAtMs = Number(await ask(writer, 'end'));
    const goneAtMs = Number(await gone);
    if (n >= warmUp) tookMs.push(goneAtMs - calledAtMs);
  }
  return tookMs;
}

/** Rounds in which code is compiled. */
const warmUp = 100;
