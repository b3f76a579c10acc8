import { createManualClock, turn } from '../../test/errors/manual-clock.ts';
import type { Answer } from './answer.ts';
import { createBacklog } from './backlog.ts';
import { createCircuit } from '../delivery/circuit.ts';
import { createDelivery } from './delivery.ts';
import { createLedger } from './ledger.ts';

const answer = (status: number, retryAfter?: string): Answer => ({
  ...{ status, retryAfter },
  rateLimits: undefined,
});

/** A delivery to an endpoint that answers what `respond` says, or never when it says nothing. */
function start(respond: (body: string) => Answer | Error | undefined) {
  const clock = createManualClock();
  const ledger = createLedger();
  const backlog = createBacklog({
    ...{ clock, ledger, maxMemoryBytes: 1000, maxAgeMs: 60_000, syncIntervalMs: 100 },
  });
  const sent: string[] = [];
  const delivery = createDelivery({
    ...{ backlog, ledger, clock },
    circuit: createCircuit({ clock, random: () => 0.5, maxInFlight: 4 }),
    send(body) {
      const text = Buffer.from(body).toString();
      sent.push(text);
      const result = respond(text);
      if (result instanceof Error) return Promise.reject(result);
      return result === undefined ? new Promise(() => undefined) : Promise.resolve(result);
    },
    stamp: (bytes) => bytes,
    shrink: (bytes) => (bytes.length > 2 ? bytes.subarray(0, bytes.length / 2) : undefined),
    outside: (work) => work(),
  });
  const capture = (text: string) => {
    ledger.create();
    backlog.add(Buffer.from(text), clock.now());
    delivery.wake();
  };
  const pass = async (ms: number) => {
    clock.advance(ms);
    await turn();
  };
  return { clock, ledger, backlog, delivery, sent, capture, pass };
}

describe('delivery', () => {
  it('sends nothing while the caller is at work', () => {
    const { capture, sent } = start(() => answer(200));
    capture('a');
    expect(sent).toEqual([]);
  });

  it('sends in order and counts what arrived', async () => {
    const { capture, sent, ledger, pass, backlog } = start(() => answer(200));
    ['a', 'b', 'c'].forEach(capture);
    await pass(0);
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(ledger.counts.delivered).toBe(3);
    expect(backlog.queued).toBe(0);
  });

  it('has one request on its way to an endpoint that never answers', async () => {
    const { capture, sent, pass } = start(() => undefined);
    for (let n = 0; n < 50; n += 1) capture(`${n}`);
    await pass(1000);
    expect(sent).toEqual(['0']);
  });

  it('keeps an event that failed and tries it again after its pause', async () => {
    let isAway = true;
    const { capture, sent, pass, ledger, delivery } = start(() =>
      isAway ? Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) : answer(200),
    );
    capture('a');
    await pass(0);
    expect(delivery.lastFailure).toBe('ECONNREFUSED');
    isAway = false;
    await pass(100);
    expect(sent).toHaveLength(1);
    await pass(150);
    expect(sent).toHaveLength(2);
    expect(ledger.counts).toMatchObject({ delivered: 1, faults: { send_failed: 1 } });
  });

  it('waits as long as the endpoint asks', async () => {
    const { capture, sent, pass } = start((body) =>
      body === 'a' && sent.length === 1 ? answer(429, '7') : answer(200),
    );
    capture('a');
    await pass(0);
    await pass(6900);
    expect(sent).toHaveLength(1);
    await pass(100);
    expect(sent).toHaveLength(2);
  });

  it('gives up what the endpoint will never take, and goes on', async () => {
    const { capture, ledger, pass } = start((body) => answer(body === 'bad' ? 400 : 200));
    ['bad', 'good'].forEach(capture);
    await pass(0);
    expect(ledger.counts).toMatchObject({ delivered: 1, dropped: { rejected: 1 } });
  });

  it('sends what is too large in half, and again', async () => {
    const { capture, sent, ledger, pass } = start((body) => answer(body.length > 2 ? 413 : 200));
    capture('12345678');
    await pass(0);
    expect(sent).toEqual(['12345678', '1234', '12']);
    expect(ledger.counts).toMatchObject({ delivered: 1, dropped: { too_large: 0 } });
  });

  it('gives up what is too large in its smallest form', async () => {
    const { capture, ledger, pass } = start(() => answer(413));
    capture('1234');
    await pass(0);
    expect(ledger.counts.dropped.too_large).toBe(1);
  });

  it('gives up what is too old', async () => {
    const { capture, ledger, pass } = start(() => answer(500));
    capture('a');
    for (let n = 0; n < 25; n += 1) await pass(3000);
    expect(ledger.counts.dropped.too_old).toBe(1);
  });

  it('lets the oldest in memory give way when there is no room', async () => {
    const { capture, ledger, backlog } = start(() => undefined);
    for (let n = 0; n < 5; n += 1) capture('x'.repeat(300));
    expect(ledger.counts.dropped.memory_full).toBe(2);
    expect(backlog.queued).toBe(3);
  });

  it('goes on after a fault of its own', async () => {
    const { capture, pass, ledger, backlog } = start(() => {
      throw new Error('a fault in the sender');
    });
    capture('a');
    await pass(0);
    expect(ledger.counts.faults.send_failed).toBe(1);
    expect(backlog.queued).toBe(1);
  });
});

describe('a flush', () => {
  it('ends when everything has arrived', async () => {
    const { capture, delivery } = start(() => answer(200));
    ['a', 'b'].forEach(capture);
    expect(await delivery.flush(1000)).toEqual({ isComplete: true, queued: 0, spooled: 0 });
  });

  it('ends at its deadline and says what is left', async () => {
    const { capture, delivery, clock } = start(() => answer(500));
    capture('a');
    const flushed = delivery.flush(1000);
    await turn();
    clock.advance(1000);
    expect(await flushed).toEqual({ isComplete: false, queued: 1, spooled: 0 });
  });

  it('is not complete when something was given up', async () => {
    const { capture, delivery } = start(() => answer(400));
    capture('a');
    expect(await delivery.flush(1000)).toEqual({ isComplete: false, queued: 0, spooled: 0 });
  });

  it('tries at once, whatever the pause after failures', async () => {
    let isAway = true;
    const { capture, delivery, pass } = start(() => (isAway ? new Error('away') : answer(200)));
    capture('a');
    await pass(0);
    isAway = false;
    expect(await delivery.flush(1000)).toMatchObject({ isComplete: true });
  });
});
