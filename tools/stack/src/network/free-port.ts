import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { StackError } from '../errors.ts';

// Below the ephemeral ranges of Linux (32768) and macOS (49152): a port from there can be taken by
// any outgoing connection between our look and the server's bind, or while a crashed server is down.
const lowest = 20_000;
const highest = 32_767;

/**
 * A loopback port that nothing listens on at this moment.
 *
 * @param random integer in [min, max); injected by tests
 * @throws {StackError} STACK_TIMEOUT after 100 occupied candidates
 */
export async function freePort(
  random: (min: number, max: number) => number = randomInt,
): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = random(lowest, highest + 1);
    if (await isFreePort(port)) return port;
  }
  throw new StackError('STACK_TIMEOUT', {
    what: 'No free port was found',
    why: `100 random ports between ${lowest} and ${highest} were all in use`,
    todo: 'end some of the servers that run on this machine',
  });
}

/** Whether a server could listen on 127.0.0.1 at this port right now. */
export function isFreePort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      probe.close(() => resolve(true)),
    );
  });
}
