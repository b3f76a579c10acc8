import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  context,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type ContextManager,
} from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import * as Sentry from '@sentry/node';
import { startSentryReceiver, type SentryReceiver } from '@unite/stack';

import {
  createErrorReports,
  createHashId,
  type ErrorReports,
  type ErrorReportsOptions,
} from '../../src/sentry/index.ts';
import { plantedSecrets } from '../scrub-corpus.ts';

jest.setTimeout(30_000);

const salt = 'a salt for tests only';

let receiver: SentryReceiver;
let reports: ErrorReports | undefined;
let folder: string;

beforeEach(async () => {
  receiver = await startSentryReceiver();
  folder = await mkdtemp(join(tmpdir(), 'unite-errors-'));
});

afterEach(async () => {
  await reports?.close({ deadlineMs: 0 });
  reports = undefined;
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

function start(options: Partial<ErrorReportsOptions> = {}): ErrorReports {
  reports = createErrorReports({
    dsn: receiver.dsn,
    environment: 'test',
    release: 'api@1.2.3',
    salt,
    spool: { folder },
    ...options,
  });
  return reports;
}

type Payload = Record<string, never> & Sentry.Event;

/** The event of this id, when it has arrived. */
async function arrived(id: string): Promise<Payload> {
  const isIt = ({ eventId }: { readonly eventId: string | undefined }) => eventId === id;
  await receiver.waitFor((items) => items.some(isIt), 10_000);
  await reports?.flush({ deadlineMs: 1000 });
  return receiver.received.find(isIt)?.payload as Payload; // an event, which the receiver has parsed
}

describe('an error', () => {
  it('arrives with release, environment, stack, tags, request and its causes', async () => {
    const error = new Error('outer', { cause: new TypeError('inner') });
    const id = start().capture(error, {
      tags: { plan: 'pro' },
      occurrenceId: 'occ-1',
      level: 'warning',
      request: {
        method: 'GET',
        url: '/contacts/7?page=2',
        route: '/contacts/:id',
        headers: { accept: 'a' },
      },
    });
    const event = await arrived(id);
    expect(event).toMatchObject({
      event_id: id,
      release: 'api@1.2.3',
      environment: 'test',
      level: 'warning',
      platform: 'node',
      transaction: 'GET /contacts/:id',
      tags: { plan: 'pro', occurrence_id: 'occ-1' },
      request: {
        method: 'GET',
        url: '/contacts/7',
        query_string: 'page=2',
        headers: { accept: 'a' },
      },
      exception: {
        values: [
          { type: 'TypeError', value: 'inner' },
          { type: 'Error', value: 'outer', mechanism: { handled: true } },
        ],
      },
    });
    const frames = event.exception?.values?.[1]?.stacktrace?.frames;
    expect(frames?.at(-1)).toMatchObject({ in_app: true, lineno: expect.any(Number) });
    expect(frames?.at(-1)?.filename).toContain('errors.int.spec.ts');
  });

  it('tells user and workspace by an HMAC, whoever named them', async () => {
    const id = start().capture(new Error('x'), { user: 'ada', workspace: 'acme' });
    const event = await arrived(id);
    expect(event.user).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(event.tags?.['workspace']).toMatch(/^[0-9a-f]{32}$/);
    const other = Sentry.withIsolationScope((scope) => {
      scope.setUser({ id: 'ada', email: 'ada@example.com', ip_address: '10.0.0.1' });
      return Sentry.captureException(new Error('y'));
    });
    expect((await arrived(other)).user).toEqual(event.user);
  });

  it('that a page told arrives under its own id, scrubbed, with its workspace as an HMAC', async () => {
    const { captureEvent, isolate } = start();
    const eventId = 'c0ffee'.padEnd(32, '0');
    isolate(() => {
      reports?.addBreadcrumb({ message: 'of another request' });
      captureEvent({
        event_id: eventId,
        platform: 'javascript',
        transaction: '/w/[workspace]/contacts',
        exception: { values: [{ type: 'TypeError', value: 'password=hunter2' }] },
        tags: { workspace: 'acme' },
      });
    });
    const event = await arrived(eventId);
    expect(event).toMatchObject({
      platform: 'javascript',
      release: 'api@1.2.3',
      environment: 'test',
      transaction: '/w/[workspace]/contacts',
      exception: { values: [{ type: 'TypeError', value: 'password=[Filtered]' }] },
      tags: { workspace: createHashId(salt)('workspace', 'acme') },
    });
    expect(event).not.toHaveProperty('breadcrumbs');
  });

  it('is linked to the span in which it was captured', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const spanId = '00f067aa0ba902b7';
    const started = start();
    const given = started.capture(new Error('given'), { traceId, spanId });
    expect((await arrived(given)).contexts?.trace).toMatchObject({
      trace_id: traceId,
      span_id: spanId,
    });

    context.setGlobalContextManager(storageManager());
    const span = trace.wrapSpanContext({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
    const active = context.with(trace.setSpan(context.active(), span), () =>
      started.capture(new Error('active')),
    );
    expect((await arrived(active)).contexts?.trace).toMatchObject({
      trace_id: traceId,
      span_id: spanId,
    });
    context.disable();
  });

  it('has the breadcrumbs of its own request, the newest of them', async () => {
    const started = start({ maxBreadcrumbs: 3 });
    const request = (name: string) =>
      started.isolate(async () => {
        for (let n = 0; n < 5; n += 1) {
          started.addBreadcrumb({ message: `${name} ${n}` });
          await new Promise((resolve) => setImmediate(resolve));
        }
        return started.capture(new Error(name));
      });
    const ids = await Promise.all([request('a'), request('b')]);
    const events = await Promise.all(ids.map(arrived));
    expect(events.map(({ breadcrumbs }) => breadcrumbs?.map(({ message }) => message))).toEqual([
      ['a 2', 'a 3', 'a 4'],
      ['b 2', 'b 3', 'b 4'],
    ]);
  });

  it('is one event, however often it is captured', async () => {
    const started = start();
    const error = new Error('x');
    const id = started.capture(error);
    expect(started.capture(error)).toBe(id);
    const other = new Error('y');
    const first = Sentry.captureException(other);
    expect(started.capture(other)).toBe(first);
    expect(started.stats().created).toBe(2);
  });

  it('is as many events as there are errors, alike as they may be', async () => {
    const started = start();
    for (let n = 0; n < 50; n += 1) started.capture(new Error('the same'));
    expect(await started.flush()).toEqual({ isComplete: true, queued: 0, spooled: 0 });
    expect(receiver.received).toHaveLength(50);
  });

  it.each<[string, unknown]>([
    ['a text', 'just text'],
    ['nothing', undefined],
    ['an object', { code: 7 }],
    ['a symbol', Symbol('s')],
    [
      'an error whose message throws',
      Object.defineProperty(new Error('x'), 'message', {
        get: () => {
          throw new Error('hostile');
        },
      }),
    ],
    [
      'a proxy that refuses everything',
      new Proxy(
        {},
        Object.fromEntries(
          Object.getOwnPropertyNames(Reflect).map((name) => [
            name,
            () => {
              throw new Error('hostile');
            },
          ]),
        ),
      ),
    ],
    ['a frozen error', Object.freeze(new Error('frozen'))],
  ])('may be %s', async (_, thrown) => {
    const id = start().capture(thrown);
    expect((await arrived(id)).exception?.values?.length).toBeGreaterThan(0);
  });

  it('has no secret left in it, wherever it was', async () => {
    const started = start();
    for (const { text } of plantedSecrets) {
      started.addBreadcrumb({ message: text, data: { text } });
      const error = Object.assign(new Error(text), { detail: { [text]: text } });
      started.capture(error, {
        tags: { text },
        request: { url: text, headers: { x: text }, body: [text] },
      });
    }
    await started.flush();
    const sent = receiver.received.map(({ payload }) => JSON.stringify(payload)).join('\n');
    expect(receiver.received).toHaveLength(plantedSecrets.length);
    const left = plantedSecrets.filter(({ secret }) =>
      sent.includes(JSON.stringify(secret).slice(1, -1)),
    );
    expect(left).toEqual([]);
  });

  it('is trimmed when it is too large, and keeps what it is about', async () => {
    const started = start();
    const error = new Error('m'.repeat(100_000));
    const id = started.capture(
      Object.assign(error, { rows: Array.from({ length: 3000 }, (_, n) => 'r'.repeat(200) + n) }),
      {
        request: { body: 'b'.repeat(500_000), url: '/x' },
      },
    );
    const event = await arrived(id);
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(200_000);
    expect(event.exception?.values?.[0]?.type).toBe('Error');
    expect(receiver.refused).toEqual([]);
  });

  it('is made smaller until an endpoint takes it', async () => {
    await receiver.close();
    receiver = await startSentryReceiver({ maxEventBytes: 15_000 });
    const started = start();
    for (let n = 0; n < 50; n += 1) started.addBreadcrumb({ message: 'x'.repeat(2000) });
    const id = started.capture(new Error('large'));
    const event = await arrived(id);
    expect(event.tags?.['trimmed']).toBeDefined();
    expect(event.exception?.values?.[0]?.value).toBe('large');
    expect(started.stats().dropped.too_large).toBe(0);
  });
});

describe('a hook of the user', () => {
  it('changes events before they are scrubbed, or gives them up', async () => {
    const started = start({
      beforeSend: (event) =>
        event.exception?.values?.[0]?.value === 'no'
          ? null
          : { ...event, tags: { added: 'by ada@example.com' } },
    });
    started.capture(new Error('no'));
    const id = started.capture(new Error('yes'));
    expect((await arrived(id)).tags).toEqual({ added: 'by [email]' });
    expect(started.stats()).toMatchObject({
      created: 2,
      delivered: 1,
      dropped: { before_send: 1 },
    });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('hook');
      },
    ],
    ['answers later', async () => null],
    ['answers nonsense', () => 7],
  ])('that %s is counted, and the event arrives scrubbed', async (_, hook) => {
    const started = start({ beforeSend: hook as never }); // what a program without types may do
    const id = started.capture(new Error('of ada@example.com'));
    expect((await arrived(id)).exception?.values?.[0]?.value).toBe('of [email]');
    expect(started.stats().faults.hook_failed).toBe(1);
  });

  it('that Sentry knows as an event processor is counted when it drops or throws', async () => {
    const started = start();
    Sentry.withIsolationScope((scope) => {
      scope.addEventProcessor(() => null);
      started.capture(new Error('dropped'));
    });
    Sentry.withIsolationScope((scope) => {
      scope.addEventProcessor(() => {
        throw new Error('processor');
      });
      started.capture(new Error('dropped as well'));
    });
    expect(started.stats()).toMatchObject({ created: 2, dropped: { event_processor: 2 } });
  });
});

describe('an outage', () => {
  it.each([
    'refuse',
    'hang',
    'reset',
    { status: 500 },
    { status: 429, retryAfterSeconds: 1 },
  ] as const)('of the kind %j delays events, and a flush says so', async (fault) => {
    await receiver.fault(fault);
    const started = start({ timeoutMs: 500 });
    const ids = Array.from({ length: 20 }, (_, n) => started.capture(new Error(`error ${n}`)));
    expect(await started.flush({ deadlineMs: 300 })).toEqual({
      isComplete: false,
      queued: 0,
      spooled: 20,
    });
    expect(started.stats()).toMatchObject({ created: 20, delivered: 0, spooled: 20 });
    await receiver.fault('none');
    const all = (items: SentryReceiver['received']) =>
      new Set(items.map(({ eventId }) => eventId)).size === 20;
    await receiver.waitFor(all, 10_000);
    expect(new Set(receiver.received.map(({ eventId }) => eventId))).toEqual(new Set(ids));
    expect(await started.flush()).toEqual({ isComplete: true, queued: 0, spooled: 0 });
    expect(started.stats()).toMatchObject({ delivered: 20, endpoint: { state: 'closed' } });
  });

  it('that hangs holds one socket', async () => {
    await receiver.fault('hang');
    const started = start();
    for (let n = 0; n < 100; n += 1) started.capture(new Error(`error ${n}`));
    const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap');
    await started.flush({ deadlineMs: 200 });
    const after = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap');
    // Both ends of a connection are in this process.
    expect(after.length - sockets.length).toBeLessThanOrEqual(2);
  });

  it('that refuses for ever is counted as what it is', async () => {
    await receiver.fault({ status: 403 });
    const started = start();
    started.capture(new Error('x'));
    const flushed = await started.flush();
    expect(flushed).toEqual({ isComplete: false, queued: 0, spooled: 0 });
    expect(started.stats()).toMatchObject({
      dropped: { rejected: 1 },
      endpoint: { lastFailure: 'HTTP 403' },
    });
  });
});

describe('the spool', () => {
  it('is left to the next process, which delivers what is in it', async () => {
    await receiver.fault('refuse');
    const id = start().capture(new Error('of the first'));
    await reports?.close({ deadlineMs: 0 });
    await receiver.fault('none');
    const next = start();
    expect((await arrived(id)).exception?.values?.[0]?.value).toBe('of the first');
    await next.flush();
    expect(next.stats()).toMatchObject({ created: 0, adopted: 1, delivered: 1 });
  });

  it('that cannot be made leaves events in memory, and says why', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const started = start({ spool: { folder: join(file, 'spool') } });
    await receiver.fault('refuse');
    started.capture(new Error('x'));
    expect(started.stats()).toMatchObject({
      queued: 1,
      spooled: 0,
      spool: { state: 'unavailable', reason: 'ENOTDIR' },
    });
    await receiver.fault('none');
    expect(await started.flush()).toMatchObject({ isComplete: true });
  });

  it('that is not wanted leaves events in memory', async () => {
    const started = start({ spool: undefined });
    const id = started.capture(new Error('x'));
    expect(started.stats()).toMatchObject({ queued: 1, spool: { state: 'off' } });
    await arrived(id);
  });

  it('that is taken away is made again, with what was in it', async () => {
    await receiver.fault('refuse');
    const started = start();
    const id = started.capture(new Error('x'));
    await rm(folder, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await started.close({ deadlineMs: 0 });
    await receiver.fault('none');
    start();
    await arrived(id);
  });

  it('is of this user only', async () => {
    await chmod(folder, 0o755);
    const started = start();
    await receiver.fault('refuse');
    started.capture(new Error('x'));
    const { readdirSync, statSync } = await import('node:fs');
    const [own = ''] = readdirSync(folder);
    expect(statSync(join(folder, own)).mode & 0o777).toBe(0o700);
  });
});

describe('error reports', () => {
  it('refuse to be the second in a process, and can be started again after the end of the first', async () => {
    const first = start();
    expect(() => start()).toThrow(expect.objectContaining({ code: 'APM_DOUBLE_INSTRUMENTATION' }));
    await first.close();
    start();
  });

  it('refuse a client of Sentry that somebody else made, and say what is wrong with it', () => {
    Sentry.initWithoutDefaultIntegrations({
      dsn: receiver.dsn,
      tracesSampleRate: 1,
      enableRuntimeChannelInjection: false,
    });
    try {
      expect(() => start()).toThrow(/traced twice/);
    } finally {
      Sentry.getCurrentScope().setClient(undefined);
    }
  });

  it('refuse options that cannot work, all at once and without the key', () => {
    const options = { dsn: 'https://secretkey@', salt: 'short', maxInFlight: 0, timeoutMs: 0.5 };
    const refused = () => start(options);
    expect(refused).toThrow(expect.objectContaining({ code: 'APM_CONFIG_INVALID' }));
    expect(refused).toThrow(/dsn.*salt.*timeoutMs.*maxInFlight/);
    expect(refused).not.toThrow(/secretkey/);
  });

  it('take what is reported with functions of Sentry', async () => {
    start();
    const id = Sentry.captureException(new Error('theirs'));
    expect((await arrived(id)).exception?.values?.[0]?.value).toBe('theirs');
    expect(await Sentry.flush(2000)).toBe(true);
    await receiver.fault('refuse');
    Sentry.captureMessage('a message');
    expect(await Sentry.flush(200)).toBe(false);
  });
});

function storageManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  return {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...values) => storage.run(active, () => work.apply(self, values)),
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  };
}
