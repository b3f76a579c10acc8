import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type OtlpSpan, startOtlpReceiver, startPostgres, startRedis } from '@unite/stack';

import type { SpanStats } from '../src/index.ts';
import { type Build, buildProgram } from '../test/builds/build-program.ts';
import type {
  Instrumentation,
  ProgramAddresses,
  ProgramOptions,
} from '../test/builds/traced-program.ts';

/** Servers that a traced program works with. */
export interface Backends extends AsyncDisposable {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly behindUrl: string;
}

/** Starts PostgreSQL, Redis and a server that answers anything. */
export async function startBackends(): Promise<Backends> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startPostgres({ replicas: 0 }));
  const redis = await startRedis();
  if (redis.missing !== null) throw new Error('there is no Redis server on this machine');
  started.use(redis);
  const behind = createServer((_request, answer) => void answer.end('ok'));
  started.defer(() => {
    behind.close();
    behind.closeAllConnections();
  });
  behind.listen(0, '127.0.0.1');
  await once(behind, 'listening');
  const owned = started.move();
  return {
    postgresUrl: postgres.migrationUrl,
    redisUrl: redis.url,
    behindUrl: `http://127.0.0.1:${(behind.address() as AddressInfo).port}/`, // it listens on a port
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const connect = 'client pg.pool.connect';
const query = 'client SELECT';
const command = 'client GET redis';
const call = 'client GET';
const ai = 'client chat tiny';
/** The call of a model is one over HTTP, too. */
const model = [ai, `${ai} > ${call}`];

/**
 * The paths of the program, and the spans below the request's that one request to each makes; of one that is below
 * another, that one stands before it.
 */
const expectations: Readonly<Record<string, readonly string[]>> = {
  '/postgres': [query],
  '/redis': [command],
  '/fetch': [call],
  '/undici': [call],
  '/http': [call],
  '/ai': model,
  '/ai-stream': model,
  '/all': [query, command, call, call, ...model],
};

/** What the spans of a program in one build are. */
export interface SpanCoverage {
  /** Requests that were sent. */
  readonly requests: number;
  /** Spans that must be there. */
  readonly expected: number;
  /** Of them, spans that are there, below the right parent. */
  readonly found: number;
  /** Descriptions of what is missing or too much; empty when all is well. */
  readonly faults: readonly string[];
  /** The program's own account. */
  readonly stats: SpanStats;
}

/**
 * Runs the program in one build, sends `times` requests to each of its paths, one after the other, and compares the
 * spans that arrive at the collector with what has to be there: exactly that.
 */
export async function measureCoverage(
  how: Build,
  { postgresUrl, redisUrl, behindUrl }: Backends,
  {
    times = 3,
    without = [],
  }: { readonly times?: number; readonly without?: readonly Instrumentation[] } = {},
): Promise<SpanCoverage> {
  await using program = await buildProgram('traced-program.ts', how);
  await using receiver = await startOtlpReceiver();
  const options: ProgramOptions = {
    ...{ postgresUrl, redisUrl, behindUrl, without },
    otlpUrl: `${receiver.url}/v1/traces`,
  };
  const child = fork(program.path, [JSON.stringify(options)], {
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ended = once(child, 'exit');
  const next = async (): Promise<unknown> => {
    const early = ended.then(([code]) => {
      throw new Error(`the program ended with ${String(code)}`);
    });
    const [message] = (await Promise.race([once(child, 'message'), early])) as [unknown];
    return message;
  };
  const wanted = new Map<string, readonly string[]>();
  let stats: SpanStats;
  try {
    const { fastifyUrl, plainUrl } = (await next()) as ProgramAddresses; // what it says first
    for (let n = 0; n < times; n += 1) {
      for (const [path, below] of Object.entries(expectations)) {
        const traceId = await ask(`${fastifyUrl}${path}/${n}`);
        // The pool is of one connection, which the first query waits for.
        const first = n === 0 && path === '/postgres' ? [connect] : [];
        wanted.set(traceId, [`server GET ${path}/:n`, ...below, ...first].toSorted());
      }
      wanted.set(await ask(plainUrl), ['server GET']);
    }
    child.send('end');
    stats = (await next()) as SpanStats; // what it says last
  } finally {
    if (child.connected) child.disconnect();
    child.kill();
    await ended;
  }
  const spans = receiver.received.filter((item) => item.kind === 'span');
  return { requests: wanted.size, stats, ...compare(wanted, spans) };
}

function compare(
  wanted: ReadonlyMap<string, readonly string[]>,
  spans: readonly OtlpSpan[],
): Pick<SpanCoverage, 'expected' | 'found' | 'faults'> {
  const faults: string[] = [];
  let [expected, found] = [0, 0];
  for (const [traceId, names] of wanted) {
    const own = spans.filter((span) => span.traceId === traceId);
    const has = own.map((span) => placeOf(span, own));
    const missing = names.filter((name) => {
      const at = has.indexOf(name);
      if (at !== -1) has.splice(at, 1);
      return at === -1;
    });
    expected += names.length;
    found += names.length - missing.length;
    if (missing.length + has.length > 0) {
      const said = [`missing: ${missing}`, `too much: ${has}`];
      faults.push(`${names.find((name) => name.startsWith('server'))}: ${said.join('; ')}`);
    }
  }
  const others = spans.filter(({ traceId }) => !wanted.has(traceId)).map(describe);
  if (others.length > 0) faults.push(`of no request: ${others}`);
  return { expected, found, faults };
}

/** A span with those between it and the request's, e.g. `client chat tiny > client GET`. */
function placeOf(span: OtlpSpan, trace: readonly OtlpSpan[]): string {
  if (span.parentSpanId === '') return describe(span);
  const parent = trace.find(({ spanId }) => spanId === span.parentSpanId);
  if (parent === undefined) return `lost > ${describe(span)}`;
  const isRequest = parent.parentSpanId === '';
  return isRequest ? describe(span) : `${placeOf(parent, trace)} > ${describe(span)}`;
}

function describe({ spanKind, name, attributes }: OtlpSpan): string {
  return `${spanKind} ${name}${attributes['db.system.name'] === 'redis' ? ' redis' : ''}`;
}

/** Asks for an address and tells the trace that the answer names. */
async function ask(url: string): Promise<string> {
  const [answer] = (await once(get(url), 'response')) as [IncomingMessage]; // the event's argument
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`);
  return String(answer.headers['x-trace-id']);
}
