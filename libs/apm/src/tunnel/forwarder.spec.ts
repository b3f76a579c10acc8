import fc from 'fast-check';

import { manualClock, type ManualClock } from '../../test/browser/manual-clock.ts';
import { createForwarder, type Forward, type Forwarder } from './forwarder.ts';

type Backend = (url: string, init: RequestInit) => Promise<Response>;

const body = (bytes: number) => new Uint8Array(bytes);
const request = (kind: Forward['kind'], bytes = 10): Forward => ({
  kind,
  url: `https://backend.test/${kind}`,
  headers: { 'content-type': 'text/plain' },
  body: body(bytes),
});

function start(backend: Backend, maxQueuedBytes = 1000, maxConcurrent = 2) {
  const clock = manualClock();
  const calls: string[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    calls.push(url);
    return backend(url, init);
  };
  const forwarder = createForwarder({
    clock,
    random: () => 1,
    // Only addresses as texts are fetched.
    fetch: fetch as typeof globalThis.fetch,
    timeoutMs: 3000,
    maxQueuedBytes,
    maxConcurrent,
  });
  return { clock, calls, forwarder };
}
const answers = (...statuses: number[]): Backend => {
  const rest = [...statuses];
  return async () => new Response(null, { status: rest.shift() ?? 200 });
};
const hangs: Backend = (_, { signal }) =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
const total = (forwarder: Forwarder) => {
  const { created, delivered, dropped, queued } = forwarder.stats();
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return { created, accounted: delivered + lost + queued };
};

describe('a request that is forwarded', () => {
  it('is sent without anything but what it was given', async () => {
    const sent: RequestInit[] = [];
    const { forwarder, clock } = start(async (_, init) => {
      sent.push(init);
      return new Response();
    });
    forwarder.send(request('errors'));
    await clock.pass(0);
    expect(sent[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      redirect: 'error',
    });
    expect(forwarder.stats()).toMatchObject({ delivered: 1, queued: 0 });
  });

  it.each([500, 502, 503, 429])('is sent again after %s, with growing waits', async (status) => {
    const { forwarder, clock, calls } = start(answers(status, status, 200));
    forwarder.send(request('errors'));
    await clock.pass(999);
    expect(calls).toHaveLength(1);
    await clock.pass(1);
    expect(calls).toHaveLength(2);
    await clock.pass(1999);
    expect(calls).toHaveLength(2);
    await clock.pass(1);
    expect(forwarder.stats()).toMatchObject({ delivered: 1, queued: 0 });
  });

  it('waits for as long as the backend asks, but not for ever', async () => {
    const limited = (seconds: string) => async () =>
      new Response(null, { status: 429, headers: { 'retry-after': seconds } });
    const polite = start(limited('20'));
    polite.forwarder.send(request('errors'));
    await polite.clock.pass(19_999);
    expect(polite.calls).toHaveLength(1);
    await polite.clock.pass(1);
    expect(polite.calls).toHaveLength(2);

    const endless = start(limited('1e12'));
    endless.forwarder.send(request('errors'));
    await endless.clock.pass(300_000);
    expect(endless.calls).toHaveLength(2);
  });

  it.each([400, 403, 413])('is dropped after %s', async (status) => {
    const { forwarder, clock } = start(answers(status));
    forwarder.send(request('errors'));
    await clock.pass(1_000_000);
    expect(forwarder.stats()).toMatchObject({ dropped: { refused: 1 }, queued: 0 });
  });

  it('is given up after eight attempts', async () => {
    const { forwarder, clock, calls } = start(async () => Promise.reject(new TypeError('refused')));
    forwarder.send(request('errors'));
    await clock.pass(1_000_000);
    expect(calls).toHaveLength(8);
    expect(forwarder.stats()).toMatchObject({ dropped: { undelivered: 1 }, queued: 0 });
  });

  it('is sent again when the backend hangs', async () => {
    const backends: Backend[] = [hangs, answers(200)];
    const { forwarder, clock } = start((url, init) =>
      (backends.shift() ?? answers(200))(url, init),
    );
    forwarder.send(request('errors'));
    await clock.pass(2999);
    expect(forwarder.stats()).toMatchObject({ delivered: 0, queued: 1 });
    await clock.pass(1 + 1000);
    expect(forwarder.stats()).toMatchObject({ delivered: 1, queued: 0 });
  });
});

describe('many requests', () => {
  it('are sent a few at a time', async () => {
    const { forwarder, clock, calls } = start(hangs);
    for (let n = 0; n < 10; n += 1) forwarder.send(request('rum'));
    await clock.pass(0);
    expect(calls).toHaveLength(2);
  });

  it('are refused when there is no room', () => {
    const { forwarder } = start(hangs, 25);
    expect([1, 2, 3].map(() => forwarder.send(request('rum')))).toEqual([true, true, false]);
    expect(forwarder.stats()).toMatchObject({ dropped: { queue_full: 1 } });
  });

  it('make room for errors by dropping the newest batches', async () => {
    const { forwarder } = start(hangs, 30, 1);
    for (let n = 0; n < 3; n += 1) forwarder.send(request('rum'));
    expect(forwarder.send(request('errors', 20))).toBe(true);
    expect(forwarder.stats()).toMatchObject({ dropped: { queue_full: 2 }, queued: 2 });
  });

  it('do not drop anything for an error that would not fit in any case', () => {
    const { forwarder } = start(hangs, 30, 1);
    for (let n = 0; n < 3; n += 1) forwarder.send(request('rum'));
    expect(forwarder.send(request('errors', 31))).toBe(false);
    expect(forwarder.stats()).toMatchObject({ dropped: { queue_full: 1 }, queued: 3 });
  });
});

describe('closing', () => {
  it('delivers what waits at once', async () => {
    const { forwarder, clock } = start(answers(500, 200));
    forwarder.send(request('errors'));
    await clock.pass(10);
    await forwarder.close(5000);
    expect(forwarder.stats()).toMatchObject({ delivered: 1, queued: 0 });
  });

  it('drops at its deadline what could not be delivered', async () => {
    const { forwarder, clock } = start(hangs, 1000, 1);
    for (let n = 0; n < 3; n += 1) forwarder.send(request('errors'));
    const closed = forwarder.close(2000);
    await clock.pass(2000);
    await closed;
    await clock.pass(3000);
    expect(forwarder.stats()).toMatchObject({
      dropped: { closed: 2, undelivered: 1 },
      queued: 0,
    });
  });

  it('takes no more', async () => {
    const { forwarder } = start(answers());
    await forwarder.close(1);
    expect(forwarder.send(request('errors'))).toBe(false);
  });
});

it('accounts for each request, whatever the backend does', async () => {
  const fault = fc.constantFrom<number | 'hang' | 'refuse'>(200, 400, 429, 500, 'hang', 'refuse');
  const step = fc.record({
    kind: fc.constantFrom<Forward['kind']>('errors', 'rum'),
    bytes: fc.integer({ min: 0, max: 400 }),
    waitMs: fc.integer({ min: 0, max: 20_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fault), fc.array(step), async (faults, steps) => {
      const rest = [...faults];
      const { forwarder, clock } = start(async (url, init) => {
        const next = rest.shift() ?? 200;
        if (next === 'hang') return hangs(url, init);
        if (next === 'refuse') throw new TypeError('refused');
        return new Response(null, { status: next });
      });
      for (const { kind, bytes, waitMs } of steps) {
        forwarder.send(request(kind, bytes));
        const { created, accounted } = total(forwarder);
        expect(accounted).toBe(created);
        await clock.pass(waitMs);
      }
      await settle(clock);
      expect(forwarder.stats().queued).toBe(0);
      expect(total(forwarder).accounted).toBe(steps.length);
    }),
    { numRuns: 50 },
  );
});

const settle = (clock: ManualClock) => clock.pass(100_000_000);
