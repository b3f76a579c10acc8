import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';

import { context, trace, type TracerProvider } from '@opentelemetry/api';

/** Something that a request waits for, in whose turn others run. */
type Wait = () => Promise<void>;

const waits: readonly Wait[] = [
  () => new Promise((resolve) => setTimeout(resolve, 1)),
  () => new Promise((resolve) => setImmediate(resolve)),
  () => Promise.resolve(),
  () => new Promise((resolve) => process.nextTick(resolve)),
];

/** What requests found. */
export interface CrossTalk {
  readonly requests: number;
  /** Those that found another's trace active after one of their waits, or none, or were answered with another's. */
  readonly confused: number;
}

/**
 * Sends `count` requests, as many as `atOnce` at a time, to a server whose handler waits in several ways.
 * @param forget how often, in waits, a broken handler leaves its context; the claim's own test
 */
export async function measureCrossTalk(
  provider: TracerProvider,
  count: number,
  {
    atOnce = 10_000,
    forget = Infinity,
  }: { readonly atOnce?: number; readonly forget?: number } = {},
): Promise<CrossTalk> {
  const tracer = provider.getTracer('cross-talk');
  let waited = 0;
  let confused = 0;
  const active = () => trace.getSpanContext(context.active())?.traceId;
  const server = createServer((request, answer) => {
    const span = tracer.startSpan('request');
    const { traceId } = span.spanContext();
    const handle = async (): Promise<void> => {
      let isConfused = false;
      for (const wait of [...waits, ...waits]) {
        await wait();
        waited += 1;
        const seen = waited % forget === 0 ? undefined : active();
        if (seen !== traceId) isConfused = true;
      }
      if (isConfused) confused += 1;
      answer.setHeader('x-trace-id', traceId).end(request.url);
      span.end();
    };
    void context.with(trace.setSpan(context.active(), span), handle);
  });
  // All of them connect at once: a shorter queue would reset some on a busy machine.
  server.listen({ port: 0, host: '127.0.0.1', backlog: atOnce });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  const ids = new Set<unknown>();
  const ask = (n: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = get({ host: '127.0.0.1', port, path: `/${n}` }, (answer) => {
        ids.add(answer.headers['x-trace-id']);
        answer.resume();
        answer.once('end', resolve);
      });
      sent.once('error', reject);
    });
  try {
    for (let n = 0; n < count; n += atOnce) {
      await Promise.all(Array.from({ length: Math.min(atOnce, count - n) }, (_, i) => ask(n + i)));
    }
  } finally {
    server.close();
  }
  return { requests: count, confused: confused + (count - ids.size) };
}
