// A server with a ledger and endpoints of known cost. usage: fork cost-server.ts; speaks over the IPC channel.
import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { CostReport } from '../../gate/cost-errors.ts';
import { createCostLedger } from '../../src/cost/index.ts';

/** What the parent asks for. */
export type CostServerRequest = 'begin' | 'end';

/** What it gets: the port once it listens, and a report for each `end`. */
export type CostServerMessage = { readonly port: number } | { readonly report: CostReport };

const hash = promisify(pbkdf2);
const iterations = 60_000;

const ledger = createCostLedger({
  priceBooks: [
    {
      version: 'test',
      validFrom: '2020-01-01',
      currency: 'EUR',
      vcpuHour: 0.04,
      databaseSecond: 0,
      redisMillionOperations: 0,
      egressGigabyte: 0,
      ai: {},
    },
  ],
});

function threadUs(): number {
  // Reading the process first brings the thread's account up to date.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

function processUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

let state = 1;
let work = new Map<string, number>();

function book(name: string, us: number): void {
  work.set(name, (work.get(name) ?? 0) + us);
}

/** Uses the processor for about `us`, and books what it has really used. */
function burn(name: string, us: number): void {
  const before = threadUs();
  let usedUs = 0;
  while (usedUs < us) {
    for (let n = 0; n < 10_000; n += 1) state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    usedUs = threadUs() - before;
  }
  book(name, usedUs);
}

/** Thrice a third of the work, with a timer and a promise between them. */
async function inParts(name: string, us: number): Promise<void> {
  if (us > 0) burn(name, us / 3);
  await new Promise((resolve) => setTimeout(resolve, 1));
  if (us > 0) burn(name, us / 3);
  await null;
  if (us > 0) burn(name, us / 3);
}

/** One task of the thread pool after the other. */
async function inPool(name: string, tasks: number): Promise<void> {
  for (let n = 0; n < tasks; n += 1) {
    await hash('password', 'salt', iterations, 32, 'sha256');
    book(name, taskUs);
  }
}

/** What one task uses, measured where it can be: on this thread. */
function measureTask(): number {
  const count = 20;
  const before = threadUs();
  for (let n = 0; n < count; n += 1) pbkdf2Sync('password', 'salt', iterations, 32, 'sha256');
  return (threadUs() - before) / count;
}

const taskUs = measureTask();
const endpoints: Readonly<Record<string, (name: string) => Promise<void>>> = {
  base: (name) => inParts(name, 0),
  'cpu-1': (name) => inParts(name, 4000),
  'cpu-3': (name) => inParts(name, 12_000),
  'cpu-5': (name) => inParts(name, 20_000),
  'pool-1': (name) => inPool(name, 1),
  'pool-3': (name) => inPool(name, 3),
};

/** Rows since the begin of the process; the report is a difference of two. */
function rows(): ReadonlyMap<string, { readonly cpuUs: number; readonly requests: number }> {
  return new Map(
    ledger
      .statement()
      .rows.map(({ kind, endpoint, cpuUs, requests }) => [
        kind === 'endpoint' ? endpoint : `(${kind})`,
        { cpuUs, requests },
      ]),
  );
}

let before = { rows: rows(), processUs: processUs() };

function report(): CostReport {
  const now = rows();
  const grown = (name: string) => {
    const [after, then] = [now.get(name), before.rows.get(name)];
    return {
      name,
      cpuUs: (after?.cpuUs ?? 0) - (then?.cpuUs ?? 0),
      requests: (after?.requests ?? 0) - (then?.requests ?? 0),
      workUs: work.get(name) ?? 0,
    };
  };
  const asked = Object.keys(endpoints).map(grown);
  return {
    processUs: processUs() - before.processUs,
    rowsUs: [...now.keys()].map(grown).reduce((sum, { cpuUs }) => sum + cpuUs, 0),
    base: grown('base'),
    endpoints: asked.filter(({ name, requests }) => name !== 'base' && requests > 0),
  };
}

const server = createServer((request, response) => {
  const name = (request.url ?? '/').slice(1);
  ledger.run({ endpoint: name, tier: 'test' }, async () => {
    await endpoints[name]?.(name);
    response.end('ok');
  });
});

const send = (message: CostServerMessage): void => void process.send?.(message);

server.listen(0, '127.0.0.1', () => {
  // Listening on a port, it has an address with one.
  const { port } = server.address() as AddressInfo;
  send({ port });
});
process.on('message', (request: CostServerRequest) => {
  if (request === 'end') return send({ report: report() });
  work = new Map();
  before = { rows: rows(), processUs: processUs() };
});
process.on('disconnect', () => process.exit());
