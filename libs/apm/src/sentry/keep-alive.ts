import { MessageChannel } from 'node:worker_threads';

/** Keeps the process from ending for want of work; returns what lets it go. */
export function keepAlive(): () => void {
  // An open port is a handle like a socket, without a timer and without a peer.
  const { port1 } = new MessageChannel();
  port1.ref();
  return () => port1.close();
}
