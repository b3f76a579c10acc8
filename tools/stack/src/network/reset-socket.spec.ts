import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

import { resetSocket } from './reset-socket.ts';

let server: Server;
let ours: Socket;
let theirs: Socket;
beforeEach(async () => {
  server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  const accepted = once(server, 'connection');
  ours = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(ours, 'connect');
  [theirs] = (await accepted) as [Socket]; // of this event
});
afterEach(() => {
  theirs.destroy();
  server.close();
});

/** What becomes of the other side. */
function fate(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.on('close', () => resolve('closed'));
    socket.resume();
  });
}

const states: readonly [string, () => void][] = [
  ['is open', () => undefined],
  ['has bytes to send', () => ours.write(Buffer.alloc(10_000_000))],
  ['has bytes to send and then its end', () => ours.end(Buffer.alloc(10_000_000))],
];

it.each(states)('resets a connection that %s, and lets the socket go', async (_, prepare) => {
  const told = fate(theirs);
  const own = fate(ours);
  prepare();
  resetSocket(ours);
  expect(await told).toBe('ECONNRESET');
  expect(await own).toBe('closed');
});

it('lets a socket go that is sending its end, which Node by itself would keep', async () => {
  const own = fate(ours);
  ours.end();
  resetSocket(ours);
  expect(await own).toBe('closed'); // EINVAL without
});
