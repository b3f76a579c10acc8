import { startStatsdReceiver, type StatsdItem } from '@unite/stack';

import {
  createHotShotsSender,
  type StatsdSender,
} from '../src/metrics/dogstatsd/hot-shots-sender.ts';
import { createMetrics } from '../src/metrics/index.ts';

/** What was sent and what arrived. */
export interface DogstatsdResult {
  /** Values that did not arrive, arrived otherwise or in another order, or that were not sent. */
  readonly differences: number;
  readonly sent: number;
  readonly datagrams: number;
  readonly refused: readonly string[];
  /** Datagrams that the kernel dropped; null where that cannot be told. */
  readonly dropped: number | null;
}

const series = 25;
/** Values between two waits for their arrival: less than the receiver's socket holds. */
const portion = 2000;
/** Milliseconds to wait for what may be lost. */
const patienceMs = 10_000;

/** Numbers of every size, with all their digits; the same ones each time. */
function* numbers(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield (state / 2 ** 32) * 10 ** ((state % 40) - 20);
  }
}

/**
 * Sends `count` values of histograms and as many increments over UDP and compares them, one by one, with
 * what an independent parser reads.
 * @param tamper what a broken sender makes of each packed text
 */
export async function measureDogstatsd(
  count: number,
  tamper: (value: string) => string = (value) => value,
): Promise<DogstatsdResult> {
  await using receiver = await startStatsdReceiver({ maxDatagramBytes: 1432 });
  const errors: string[] = [];
  const { port } = receiver;
  const onError = (code: string) => void errors.push(code);
  const hotShots = createHotShotsSender({ host: '127.0.0.1', port, maxBytes: 1432, onError });
  const sender: StatsdSender = {
    ...hotShots,
    send: (type, name, value, tags) => hotShots.send(type, name, tamper(value), tags),
  };
  const pipeline = createMetrics({
    resource: { 'service.name': 'gate' },
    dogstatsd: { host: '127.0.0.1', port, sender },
  });
  const meter = pipeline.meterProvider.getMeter('gate');
  const [wait, orders] = [meter.createHistogram('wait'), meter.createCounter('orders')];
  const expected = new Map<string, number[]>();
  let total = 0;
  let seen = 0;
  let read = 0;
  let leftMs = patienceMs;
  /** Settles when `values` of them are here, or when that takes too long: what is lost is counted at the end. */
  const arrival = (values: number) =>
    receiver
      .waitFor((items) => {
        for (; read < items.length; read += 1) seen += valueCount(items[read]);
        return seen >= values;
      }, leftMs)
      // Once is enough: the rest is not waited for.
      .catch(() => void (leftMs = 1));
  const source = numbers(1);
  for (let n = 0; n < count; n += 1) {
    const value = source.next().value as number; // the generator does not end
    const shard = `s${String.fromCharCode(97 + (n % series))}`;
    wait.record(value, { shard });
    orders.add(n % 5, { shard });
    total += n % 5;
    const known = expected.get(shard);
    if (known === undefined) expected.set(shard, [value]);
    else known.push(value);
    if (n % portion === 0) {
      await pipeline.flush();
      await arrival(n + 1);
    }
  }
  await pipeline.shutdown();
  await arrival(count);
  const got = valuesOf(receiver.received, 'wait');
  const sum = [...valuesOf(receiver.received, 'orders').values()].flat().reduce((a, b) => a + b, 0);
  return {
    differences:
      [...expected].reduce((lost, [shard, each]) => lost + unlike(each, got.get(shard) ?? []), 0) +
      Math.abs(sum - total),
    sent: count,
    datagrams: receiver.datagrams,
    dropped: receiver.drops(),
    refused: [...receiver.refused.map(({ reason }) => reason), ...errors],
  };
}

const valueCount = (item: StatsdItem | undefined): number =>
  item?.kind === 'metric' && item.name === 'wait' ? item.values.length : 0;

function valuesOf(items: readonly StatsdItem[], name: string): Map<string, number[]> {
  const values = new Map<string, number[]>();
  for (const item of items) {
    if (item.kind !== 'metric' || item.name !== name) continue;
    const shard = item.tags.find((tag) => tag.startsWith('shard:'))?.slice('shard:'.length) ?? '';
    const known = values.get(shard) ?? [];
    values.set(shard, known);
    known.push(...item.values.map(Number));
  }
  return values;
}

function unlike(expected: readonly number[], got: readonly number[]): number {
  const length = Math.max(expected.length, got.length);
  let differences = 0;
  for (let index = 0; index < length; index += 1)
    if (!Object.is(expected[index], got[index])) differences += 1;
  return differences;
}
