// A Fastify service whose endpoints use known amounts of processor time. usage: forked with CostlyOptions as
// JSON. It says its port when it listens, and answers each message with what was used until then.
import { AsyncResource } from 'node:async_hooks';
import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { promisify } from 'node:util';
import { fastify, type FastifyInstance } from 'fastify';

import { type CostLedger, type CostStatement, createCostLedger } from '../../src/cost/index.ts';
import { apmRequests } from '../../src/fastify/index.ts';
import { type Defect, ledgerOptions, ledgerWith } from './broken-ledgers.ts';

/** How the program is run. */
export interface CostlyOptions {
  /** With `none`, the service is plain Fastify. */
  readonly ledger: Defect | 'sound' | 'none';
  /** Units of work of the endpoints of each kind, such as `/cpu/5`. */
  readonly units: readonly number[];
}

/** The first message of the program. */
export interface Listening {
  readonly port: number;
}

/** What the program answers to any message. */
export interface Used {
  readonly statement: CostStatement | null;
  /** Of the whole process since it began, by the system, microseconds. */
  readonly cpuUs: number;
  /** Of that, what the work of the endpoints of the kind `cpu` took, by units, as they have measured it. */
  readonly burntUs: Readonly<Record<number, number>>;
}

/** About half a millisecond to two, by the machine. */
const burnIterations = 800_000;

/** Some milliseconds. */
const hashIterations = 80_000;

/** Arithmetic that waits for nothing and leaves no garbage. */
function burn(iterations: number): number {
  let x = 1;
  for (let n = 0; n < iterations; n += 1) x = (Math.imul(x, 48_271) + 11) | 0;
  return x;
}

const burntUs: Record<number, number> = {};

/** Exact, because the kernel brings its account of the thread up to date when the process's is read. */
function threadUs(): number {
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** A fifth of the work in each kind of turn that a request is served in. */
async function burnInTurns(count: number): Promise<void> {
  const fifth = (): void => {
    const beforeUs = threadUs();
    burn((burnIterations / 5) * count);
    burntUs[count] = (burntUs[count] ?? 0) + threadUs() - beforeUs;
  };
  fifth();
  await null;
  fifth();
  await new Promise((resolve) => setImmediate(resolve));
  fifth();
  await new Promise((resolve) => setTimeout(resolve, 1));
  fifth();
  const resource = new AsyncResource('pooled');
  await new Promise<void>((resolve) => {
    setImmediate(() => {
      resource.runInAsyncScope(fifth);
      resolve();
    });
  });
}

const hash = promisify(pbkdf2);

const works: Readonly<Record<string, (count: number) => Promise<unknown>>> = {
  cpu: burnInTurns,
  async hash(count) {
    if (count > 0) return hash('secret', 'salt', hashIterations * count, 32, 'sha256');
    // What a call costs beside its iterations, without a place in the pool, where it would wait for the others.
    pbkdf2Sync('secret', 'salt', 1, 32, 'sha256');
    return new Promise((resolve) => setImmediate(resolve));
  },
};

function serve(app: FastifyInstance, units: readonly number[]): void {
  app.get('/empty', () => ({ done: true }));
  for (const [kind, work] of Object.entries(works)) {
    for (const count of units) {
      app.get(`/${kind}/${count}`, async () => {
        await work(count);
        return { done: true };
      });
    }
  }
}

const priceBooks = [
  {
    version: '2026-11',
    validFrom: '2026-11-01T00:00:00Z',
    currency: 'EUR',
    vcpuHour: 0.04,
    databaseSecond: 0.001,
    redisMillionOperations: 0.2,
    egressGigabyte: 0.09,
    ai: {},
  },
];

async function start({ ledger: kind, units }: CostlyOptions): Promise<void> {
  const app = fastify();
  let ledger: CostLedger | undefined;
  if (kind !== 'none') {
    ledger = createCostLedger({ priceBooks, ...ledgerOptions(kind) });
    const requests = { begin: () => undefined, end: () => undefined };
    await app.register(apmRequests, { requests, costs: ledgerWith(kind, ledger) });
  }
  serve(app, units);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  process.on('message', () => {
    const statement = ledger?.statement() ?? null;
    const { user, system } = process.cpuUsage();
    process.send?.({ statement, cpuUs: user + system, burntUs } satisfies Used);
  });
  process.send?.({ port: address.port } satisfies Listening);
}

const given: unknown = JSON.parse(process.argv[2] ?? '{}');
void start(given as CostlyOptions); // the harness writes them
