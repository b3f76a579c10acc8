// One process with a cache, for the claim about the way of an invalidation. usage: forked with PropagationOptions; it
// obeys PropagationOrders.
import { Redis } from 'ioredis';

import { createCache, jsonCodec } from '../src/index.ts';
import { redisStore } from '../src/redis/index.ts';
import { givenOptions, machineMs, obey } from './child.ts';

/** How the program is run. */
export interface PropagationOptions {
  readonly redisUrl: string;
}

/**
 * `fill` brings the value into memory; `await` answers when memory has it no more; `end` invalidates it and answers
 * when it was called. Moments are of the machine's clock, in milliseconds.
 */
export type PropagationOrder = 'fill' | 'await' | 'end';

const { redisUrl } = givenOptions() as PropagationOptions; // the harness writes them
const cache = createCache({ shared: redisStore(new Redis(redisUrl)) });
const items = cache.namespace('items', { key: '{id}', codec: jsonCodec<number>() });
const key = { id: 1 };

/** A turn of the event loop. */
const turn = () => new Promise((resolve) => void setImmediate(resolve));

/** Looks at each turn, as a request that comes then would. */
async function gone(): Promise<number> {
  while (items.peek(key) !== undefined) await turn();
  return machineMs();
}

async function fill(): Promise<void> {
  await cache.ready();
  await items.get(key, () => 1);
  // It is stored after it was answered, and not where it was invalidated meanwhile.
  for (let turns = 1; items.peek(key) === undefined; turns += 1) {
    await turn();
    if (turns % 1000 === 0) await items.get(key, () => 1);
  }
}

async function end(): Promise<number> {
  const atMs = machineMs();
  await items.delete(key);
  return atMs;
}

const answers: Record<PropagationOrder, () => Promise<unknown>> = { fill, await: gone, end };

obey(async (order) => answers[order as PropagationOrder]()); // the harness sends them
