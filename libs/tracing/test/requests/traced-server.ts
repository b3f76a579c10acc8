// A Fastify server whose requests are traced. It tells its parent where it listens and, when asked, its heap.
import Fastify from 'fastify';

import {
  createTracing,
  instrumentFastify,
  instrumentHttpServer,
  registerTracing,
} from '../../src/index.ts';

/** How the server is run. */
export interface TracedServerOptions {
  readonly otlpUrl: string;
  /** Every request leaves an object behind: what a claim about memory must notice. */
  readonly leaks: boolean;
  /** Of so many requests one has no span: what a claim about traces must notice. Infinity: none. */
  readonly forgets: number | null;
}

/** What it says: first where it listens, then its heap after a collection, in bytes, whenever it is asked. */
export type TracedServerMessage = { readonly port: number } | { readonly heapBytes: number };

async function serve({ otlpUrl, leaks, forgets }: TracedServerOptions): Promise<void> {
  const tracing = createTracing({
    service: { name: 'gate', version: '1.0.0', environment: 'production' },
    otlp: { url: otlpUrl },
  });
  registerTracing(tracing);
  const onFault = (error: unknown): void => console.error(error);
  let asked = 0;
  instrumentHttpServer({
    tracer: tracing.provider.getTracer('gate'),
    onFault,
    isIgnored: () => forgets !== null && (asked += 1) % forgets === 0,
  });
  instrumentFastify(onFault);

  const kept: unknown[] = [];
  const app = Fastify();
  app.get('/hello', async () => {
    // 32 elements of 8 bytes at most.
    if (leaks) kept.push(Array.from({ length: 32 }, () => kept.length));
    return { hello: 'world' };
  });
  app.get('/throws', async () => {
    throw new Error('it fails');
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  process.once('disconnect', () => process.exit(0));
  process.on('message', () => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    process.send?.({ heapBytes: heapUsed + arrayBuffers } satisfies TracedServerMessage);
  });
  const { port } = app.server.address() as { port: number }; // it listens on a port
  process.send?.({ port } satisfies TracedServerMessage);
}

void serve(JSON.parse(process.argv[2] ?? '{}') as TracedServerOptions); // as the harness writes
