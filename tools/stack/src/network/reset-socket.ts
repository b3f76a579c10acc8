import type { Socket } from 'node:net';

/**
 * Resets a connection (RST). While its end is being sent libuv refuses to, and Node forgets the socket all the same:
 * it stays open, and the process turns in circles when it should end. So that moment is waited for.
 */
export function resetSocket(socket: Socket): void {
  const { writableEnded, writableFinished, writableLength } = socket;
  const isSendingEnd = writableEnded && !writableFinished && writableLength === 0;
  if (isSendingEnd) socket.once('finish', () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
