// A program that uses every library that is instrumented, once for each request that it is asked for; it is built in
// several ways and run as a process of its own. usage: node <built program> <json>; see ProgramOptions.
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import Fastify from 'fastify';
import { Redis } from 'ioredis';
import pg from 'pg';
import { request as undiciRequest } from 'undici';

import {
  createTracing,
  instrumentFastify,
  instrumentHttpClient,
  instrumentHttpServer,
  instrumentIoredis,
  instrumentPg,
  instrumentUndici,
  registerTracing,
  traceAi,
} from '../../src/index.ts';

/** How the program is run. */
export interface ProgramOptions {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** A server that answers anything. */
  readonly behindUrl: string;
  /** Where spans go, e.g. `http://127.0.0.1:4318/v1/traces`. */
  readonly otlpUrl: string;
  /** Instrumentations that are left out: how the count of spans is tested. */
  readonly without: readonly Instrumentation[];
}

/** What is instrumented; `ai` is what wraps the calls of a model. */
export type Instrumentation = 'server' | 'fastify' | 'client' | 'undici' | 'ioredis' | 'pg' | 'ai';

/** What it says first: where its two servers listen. */
export interface ProgramAddresses {
  readonly fastifyUrl: string;
  readonly plainUrl: string;
}

async function serve(options: ProgramOptions): Promise<void> {
  const { postgresUrl, redisUrl, behindUrl, otlpUrl, without } = options;
  const tracing = createTracing({
    service: { name: 'builds', version: '1.0.0', environment: 'test' },
    otlp: { url: otlpUrl },
  });
  registerTracing(tracing);
  const onFault = (error: unknown): void => console.error(error);
  const told = { tracer: tracing.provider.getTracer('builds'), onFault };
  const calls = { ...told, propagateTo: ({ href }: URL) => href.startsWith(behindUrl) };
  const start: Readonly<Record<Instrumentation, () => unknown>> = {
    server: () => instrumentHttpServer(told),
    fastify: () => instrumentFastify(onFault),
    client: () => instrumentHttpClient(calls),
    undici: () => instrumentUndici(calls),
    ioredis: () => instrumentIoredis(told),
    pg: () => instrumentPg(pg),
    ai: () => undefined, // calls are wrapped where they are made
  };
  for (const [name, instrument] of Object.entries(start)) {
    if (!without.includes(name as Instrumentation)) instrument(); // a key of the record
  }

  // Both connect for the first request, whose trace is not to have their greetings.
  const redis = new Redis(redisUrl, { lazyConnect: true });
  const pool = new pg.Pool({ connectionString: postgresUrl, max: 1 });
  const app = Fastify();
  app.get('/postgres/:n', async () => (await pool.query('select 1 as one')).rows);
  app.get('/redis/:n', () => redis.get('key'));
  app.get('/fetch/:n', async () => (await fetch(behindUrl)).text());
  app.get('/undici/:n', async () => (await undiciRequest(behindUrl)).body.text());
  app.get('/http/:n', () => text(behindUrl));
  const model = without.includes('ai') ? untracedModel(behindUrl) : tracedModel(behindUrl);
  app.get('/ai/:n', () => model.answer());
  app.get('/ai-stream/:n', async () => {
    let read = '';
    for await (const part of model.stream()) read += part;
    return read;
  });
  app.get('/all/:n', async () => {
    await Promise.all([pool.query('select 1 as one'), redis.get('key'), text(behindUrl)]);
    await (await fetch(behindUrl)).text();
    await model.answer();
    return 'done';
  });
  const plain = createServer((_request, answer) => void answer.end('ok'));
  const addresses: ProgramAddresses = {
    fastifyUrl: await app.listen({ host: '127.0.0.1', port: 0 }),
    plainUrl: await listen(plain),
  };
  process.send?.(addresses);

  await once(process, 'message');
  await app.close();
  plain.close();
  redis.disconnect();
  await pool.end();
  await tracing.close({ deadlineMs: 10_000 });
  process.send?.(tracing.stats());
  process.disconnect();
}

/** A model that is called over HTTP, as they all are. */
interface Model {
  answer(): Promise<string>;
  stream(): AsyncIterable<string>;
}

function untracedModel(url: string): Model {
  return {
    answer: async () => (await fetch(url)).text(),
    async *stream() {
      const { body } = await fetch(url);
      const decoder = new TextDecoder();
      for await (const part of body ?? []) yield decoder.decode(part, { stream: true });
    },
  };
}

function tracedModel(url: string): Model {
  const { answer, stream } = untracedModel(url);
  const asked = { provider: 'test', model: 'tiny', url };
  return {
    answer: () =>
      traceAi(asked, (call) => {
        call.setUsage({ inputTokens: 12, outputTokens: 1 });
        return answer();
      }),
    stream: () => traceAi({ ...asked, stream: true }, stream),
  };
}

async function text(url: string): Promise<string> {
  const [answer] = (await once(get(url), 'response')) as [IncomingMessage]; // the event's argument
  let read = '';
  for await (const chunk of answer) read += String(chunk);
  return read;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // as it listens on a port
}

void serve(JSON.parse(process.argv[2] ?? '{}') as ProgramOptions); // as the harness writes
