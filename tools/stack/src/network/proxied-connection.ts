import { connect, type Socket } from 'node:net';

import { resetSocket } from './reset-socket.ts';

// Bytes that may wait for a slow receiver before the sender is held up.
const maxBufferedBytes = 1 << 20;

/** What a connection asks and tells its proxy. */
export interface ProxiedConnectionHooks {
  /** Milliseconds to hold the present chunk back. */
  readonly delayMs: () => number;
  readonly onBytes: (direction: 'bytesToTarget' | 'bytesFromTarget', bytes: number) => void;
  readonly onClose: () => void;
}

/** A client's connection with the one that was opened to the target for it. */
export interface ProxiedConnection {
  /** Lets nothing through any more, not even a close. */
  pause(): void;
  resume(): void;
  /** Resets both sides (RST). */
  reset(): void;
}

/** Connects to the target and relays both ways after the first resume(). */
export function createProxiedConnection(
  client: Socket,
  target: { readonly host: string; readonly port: number },
  hooks: ProxiedConnectionHooks,
): ProxiedConnection {
  const upstream = connect({ ...target, allowHalfOpen: true }).pause();
  let isPaused = true;
  const relay = (from: Socket, to: Socket, direction: 'bytesToTarget' | 'bytesFromTarget') => {
    const waiting: (() => void)[] = [];
    let lastDueMs = 0;
    // Whichever timer fires, the oldest goes first: a delay that gets shorter must not let a chunk
    // overtake another.
    const later = (send: () => void) => {
      const nowMs = performance.now();
      lastDueMs = Math.max(lastDueMs, nowMs + hooks.delayMs());
      if (waiting.length === 0 && lastDueMs <= nowMs) return send();
      waiting.push(send);
      setTimeout(() => waiting.shift()?.(), lastDueMs - nowMs);
    };
    from.on('data', (chunk: Buffer) => {
      hooks.onBytes(direction, chunk.length);
      later(() => to.writable && to.write(chunk));
      if (to.writableLength > maxBufferedBytes) from.pause();
    });
    to.on('drain', () => isPaused || from.resume());
    from.on('end', () => later(() => to.end()));
  };
  const endBoth = (end: (socket: Socket) => void) => {
    end(client);
    end(upstream);
  };
  relay(client, upstream, 'bytesToTarget');
  relay(upstream, client, 'bytesFromTarget');
  // The proxy must not hide what happened: a reset on one side is a reset on the other.
  client.on('error', () => resetSocket(upstream));
  upstream.on('error', () => resetSocket(client));
  client.on('close', hooks.onClose);
  client.on('close', () => upstream.destroySoon());
  return {
    pause() {
      isPaused = true;
      endBoth((socket) => socket.pause());
    },
    resume() {
      isPaused = false;
      endBoth((socket) => socket.resume());
    },
    reset: () => endBoth(resetSocket),
  };
}
