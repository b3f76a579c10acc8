// A Fastify server that answers one small route, measured in one of several ways. The gate puts load on it and
// asks over IPC what it used; it ends with its parent.
import type { FastifyInstance } from 'fastify';

/** What measures the server. */
export type Measuring =
  /** Nothing. */
  | 'plain'
  /** `@unite/apm`: metrics, error reports, objectives. */
  | 'apm'
  /** The same and the cost ledger. */
  | 'apm with costs'
  /** prom-client and `@sentry/node`, errors only, as their documentation sets them up. */
  | 'peers'
  /** Nothing, and every request waits: what a claim about latency must notice. */
  | 'waiting 10 ms'
  /** Nothing, and every request leaves an object behind: what a claim about memory must notice. */
  | 'leaking';

/** What the program is told, as JSON. */
export interface MeasuredServerOptions {
  readonly measuring: Measuring;
  /** Address of a Sentry that takes reports. */
  readonly dsn: string;
}

/** What the server can be asked. */
export type MeasuredServerQuestion =
  /** Processor time that the whole process has used, in µs. */
  | 'cpu'
  /** Heap in use after a collection, in bytes. */
  | 'heap';

/** What the server says: first where it listens, then answers. */
export type MeasuredServerMessage = { readonly url: string } | { readonly value: number };

/** What the `leaking` server keeps of each request, in array elements of 8 bytes at most. */
const leakedElements = 32;

type Setup = (dsn: string) => Promise<(app: FastifyInstance) => Promise<void>>;

const service = { name: 'gate', version: '1.0.0', environment: 'production' };

const withApm =
  (costs: boolean): Setup =>
  async (dsn) => {
    const { register } = await import('../../src/index.ts');
    const { defineObjectives } = await import('../../src/slo/index.ts');
    const { apmRequests } = await import('../../src/fastify/index.ts');
    const apm = register({
      service,
      errors: { dsn, salt: 'the salt of the gate' },
      objectives: defineObjectives([
        { name: 'availability', description: 'Answers.', kind: 'availability', objective: 0.999 },
      ]),
      ...(costs ? { costs: { priceBooks: [priceBook] } } : {}),
    });
    return async (app) => {
      await app.register(apmRequests, { requests: apm.requests, costs: apm.costs });
      app.addHook('onError', async (_request, _reply, error) => void apm.errors?.capture(error));
    };
  };

const priceBook = {
  version: 'gate',
  validFrom: '2020-01-01',
  currency: 'USD',
  vcpuHour: 0.04,
  databaseSecond: 0.001,
  redisMillionOperations: 0.2,
  egressGigabyte: 0.09,
  ai: {},
};

const setups: Readonly<Record<Measuring, Setup>> = {
  plain: async () => async () => undefined,
  apm: withApm(false),
  'apm with costs': withApm(true),
  async peers(dsn) {
    // Before Fastify is loaded, as its documentation asks.
    const sentry = await import('@sentry/node');
    sentry.init({ dsn, environment: service.environment, release: service.version });
    const { default: prometheus } = await import('prom-client');
    prometheus.collectDefaultMetrics();
    const duration = new prometheus.Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of requests.',
      labelNames: ['method', 'route', 'status_code'],
    });
    return async (app) => {
      sentry.setupFastifyErrorHandler(app);
      app.addHook('onResponse', async (request, reply) => {
        const labels = {
          method: request.method,
          route: request.routeOptions.url ?? '',
          status_code: reply.statusCode,
        };
        duration.observe(labels, reply.elapsedTime / 1000);
      });
    };
  },
  'waiting 10 ms': async () => async (app) => {
    app.addHook('onRequest', (_request, _reply, done) => void setTimeout(done, 10));
  },
  leaking: async () => async (app) => {
    const kept: (readonly number[])[] = [];
    app.addHook('onRequest', (_request, _reply, done) => {
      kept.push(Array.from({ length: leakedElements }, () => kept.length));
      done();
    });
  },
};

async function serve({ measuring, dsn }: MeasuredServerOptions): Promise<void> {
  const say = (message: MeasuredServerMessage) => void process.send?.(message);
  const prepare = await setups[measuring](dsn);
  const { default: fastify } = await import('fastify');
  const app = fastify();
  await prepare(app);
  app.get<{ Params: { name: string } }>('/hello/:name', async ({ params }) => ({
    hello: params.name,
  }));
  process.once('disconnect', () => process.exit(0));
  process.on('message', (question: MeasuredServerQuestion) =>
    say({ value: question === 'cpu' ? cpuMicros() : heapBytes() }),
  );
  say({ url: await app.listen({ host: '127.0.0.1', port: 0 }) });
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function heapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('the server needs --expose-gc');
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

void serve(JSON.parse(process.argv[2] ?? '{}') as MeasuredServerOptions); // as the harness writes
