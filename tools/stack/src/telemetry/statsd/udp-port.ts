import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Switchable } from '../fault-switch.ts';

// As much as the kernel gives (net.core.rmem_max): a burst must not be lost while we parse.
const receiveBufferBytes = 8 << 20;

/** Creates a loopback UDP port that is not open yet. */
export function createUdpPort(port: number, onDatagram: (content: Buffer) => void): Switchable {
  let socket: Socket | null = null;
  return {
    get isOpen() {
      return socket !== null;
    },
    async open() {
      const next = createSocket({ type: 'udp4', recvBufferSize: receiveBufferBytes });
      next.on('message', onDatagram).bind({ port, address: '127.0.0.1', exclusive: true });
      await once(next, 'listening');
      socket = next;
    },
    async shut() {
      const last = socket;
      socket = null;
      if (last) await new Promise<void>((resolve) => last.close(() => resolve()));
    },
  };
}
