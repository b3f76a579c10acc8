import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

import {
  createForcedTraces,
  createTracing,
  instrumentHttpClient,
  instrumentHttpServer,
  registerTracing,
  signForcedTrace,
  type Tracing,
  type TracingOptions,
} from '../../src/index.ts';

const service = { name: 'shop', version: '1.4.0', environment: 'test' };
const secret = 'a secret of the operators';
const inAnHour = () => Date.now() + 60 * 60 * 1000;
/** Budgets are not filled again by it. */
const standingStill = {
  now: () => Date.now(),
  monotonicMs: () => 0,
  setTimer: () => ({ cancel: () => undefined }),
};
const outOfShare = `1${'0'.repeat(31)}`;

/** Told by whoever the service calls. */
let called: IncomingMessage['headers'] | undefined;
let callee: Server;
let server: Server;
const undo: (() => void)[] = [];

beforeAll(async () => {
  callee = createServer(({ headers }, answer) => {
    called = headers;
    answer.end();
  });
  server = createServer(async ({ url }, answer) => {
    await ask(callee, {});
    answer.writeHead(url === '/fails' ? 500 : 200).end();
  });
  for (const each of [callee, server]) await once(each.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  callee.close();
  server.close();
});
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

/** A service of which none is in the share. */
function start(options: Partial<TracingOptions> = {}): Tracing {
  const tracing = createTracing({ service, sampleRatio: 0, ...options });
  const tracer = trace.getTracer('test');
  const onFault = (error: unknown): void => {
    throw error;
  };
  undo.push(
    registerTracing(tracing),
    instrumentHttpServer({
      ...{ tracer: tracing.provider.getTracer('test'), onFault },
      isIgnored: ({ socket }) => socket.localPort === portOf(callee),
      isForced: createForcedTraces({ secrets: [secret] }),
    }),
    instrumentHttpClient({
      ...{ tracer, onFault },
      propagateTo: ({ port }) => Number(port) === portOf(callee),
    }),
  );
  return tracing;
}

function portOf(listening: Server): number {
  return (listening.address() as AddressInfo).port; // it listens on a port
}

async function ask(to: Server, headers: Readonly<Record<string, string>>, path = '/') {
  const sent = get({ host: '127.0.0.1', port: portOf(to), path, headers, agent: false });
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]; // the event's argument
  answer.resume();
  await once(answer, 'end');
  return String(answer.headers['x-trace-id']);
}

/** What became of the trace of a request. */
async function outcome(
  { explain }: Tracing,
  headers: Readonly<Record<string, string>>,
  path?: string,
): Promise<unknown> {
  // Who asks is another process.
  const elsewhere = suppressTracing(ROOT_CONTEXT);
  const traceId = await context.with(elsewhere, () => ask(server, headers, path));
  while (explain(traceId)?.outcome === 'open') await delay(1);
  return explain(traceId);
}

const parent = (traceId: string, flags: string) => ({
  traceparent: `00-${traceId}-${'1'.repeat(16)}-${flags}`,
});
let ids = 0;
/** Of which no number is in any share but the whole. */
const newId = () => `1${String(++ids).padStart(17, '0')}${'0'.repeat(14)}`;
const dropped = { outcome: 'dropped' };
const kept = (reason: string) => ({ outcome: 'kept', reason });

describe('a request that is forced', () => {
  it('is kept, and whoever is called is asked to keep it', async () => {
    const header = signForcedTrace({ secret, expiresAtMs: inAnHour() });
    expect(await outcome(start(), { 'x-unite-trace': header })).toEqual(kept('forced'));
    expect(called?.['traceparent']).toMatch(/-03$/);
    expect(called).not.toHaveProperty('x-unite-trace');
  });

  it.each([
    ['has expired', signForcedTrace({ secret, expiresAtMs: Date.now() - 1000 })],
    ['is not signed', 'debug'],
    ['is signed by a stranger', signForcedTrace({ secret: 'guessed', expiresAtMs: inAnHour() })],
  ])('by a header that %s is as any other', async (_, header) => {
    expect(await outcome(start(), { 'x-unite-trace': header })).toEqual(dropped);
    expect(called?.['traceparent']).toMatch(/-02$/);
  });
});

describe('at the edge', () => {
  it('a trace goes on under its id, without what its sender says of sampling', async () => {
    const traceId = newId();
    const headers = { ...parent(traceId, '01'), tracestate: 'ot=th:0,v=1' };
    const tracing = start({ maxForeignSampledPerSecond: 0 });
    expect(await outcome(tracing, headers)).toEqual(dropped);
    expect(tracing.explain(traceId)).toEqual(dropped);
    expect(called?.['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(called?.['tracestate']).toBe('v=1');
  });

  it('of 20 requests that ask to be sampled the budget is kept', async () => {
    const tracing = start({ maxForeignSampledPerSecond: 5, clock: standingStill });
    const outcomes = [];
    for (let n = 0; n < 20; n += 1) outcomes.push(await outcome(tracing, parent(newId(), '01')));
    expect(outcomes.filter((each) => JSON.stringify(each).includes('sampled'))).toHaveLength(5);
  });

  it('naming a trace that was kept keeps nothing beyond the budget', async () => {
    const tracing = start({ maxForeignSampledPerSecond: 0 });
    const headers = parent(outOfShare, '00');
    expect(await outcome(tracing, headers, '/fails')).toEqual(kept('error'));
    const before = tracing.stats();
    for (let n = 0; n < 3; n += 1) await outcome(tracing, headers);
    const { delivered, dropped: given } = tracing.stats();
    expect(delivered).toBe(before.delivered);
    expect(given.not_sampled).toBe((before.dropped.not_sampled ?? 0) + 6);
  });

  it('an error is kept, whoever it happens to', async () => {
    const tracing = start({ maxForeignSampledPerSecond: 0 });
    expect(await outcome(tracing, parent(newId(), '00'), '/fails')).toEqual(kept('error'));
  });
});

describe('internally', () => {
  it.each([
    ['01', kept('sampled')],
    ['00', dropped],
  ])('the flags %s are followed', async (flags, expected) => {
    const tracing = start({ inbound: 'internal', maxForeignSampledPerSecond: 0 });
    expect(await outcome(tracing, parent(newId(), flags))).toEqual(expected);
  });
});
