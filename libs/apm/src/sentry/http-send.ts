import * as http from 'node:http';
import * as https from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { Clock } from '../clock.ts';
import type { Answer } from './answer.ts';

/** Sends one envelope. Rejects when no answer comes. */
export type Send = (body: Uint8Array) => Promise<Answer>;

/** Options of {@link createHttpSend}. */
export interface HttpSendOptions {
  readonly url: string;
  /** A request without an answer is given up after so many milliseconds. */
  readonly timeoutMs: number;
  readonly maxSockets: number;
  readonly clock: Clock;
  /** For proxies and own certificates. Default: one that keeps connections open. */
  readonly agent?: http.Agent | undefined;
}

/** A sender that can be closed. */
export interface HttpSend {
  readonly send: Send;
  close(): void;
}

/** Bodies from here on are compressed, as Sentry's own transport does. */
const compressFromBytes = 32 * 1024;
const compress = promisify(gzip);

/** Creates a sender whose sockets do not keep the process alive. */
export function createHttpSend(options: HttpSendOptions): HttpSend {
  const { clock, timeoutMs, maxSockets } = options;
  const url = new URL(options.url);
  const { request, Agent } = url.protocol === 'https:' ? https : http;
  const agent = options.agent ?? new Agent({ keepAlive: true, maxSockets });

  const post = (body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        agent,
        headers: {
          ...headers,
          'content-type': 'application/x-sentry-envelope',
          'content-length': String(body.byteLength),
        },
      });
      const timer = clock.setTimer(
        () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const settle = () => timer.cancel();
      sent.on('socket', (socket) => socket.unref());
      sent.on('error', (error) => {
        settle();
        reject(error);
      });
      sent.on('response', (response) => {
        settle();
        // The status is the answer; its text must be read for the socket to be used again.
        response.resume();
        response.on('error', () => undefined);
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          rateLimits:
            [response.headers['x-sentry-rate-limits'] ?? []].flat().join(',') || undefined,
        });
      });
      sent.end(body);
    });

  return {
    async send(body) {
      if (body.byteLength < compressFromBytes) return post(body, {});
      return post(await compress(body), { 'content-encoding': 'gzip' });
    },
    close() {
      if (options.agent === undefined) agent.destroy();
    },
  };
}
