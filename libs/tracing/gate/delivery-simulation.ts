import fc from 'fast-check';

import { createSpanAccount, type SpanAccount } from '../src/delivery/span-account.ts';
import { createSpanDelivery, type SendOutcome } from '../src/delivery/span-delivery.ts';
import { createManualClock, turn } from '../test/manual-clock.ts';

/** What the collector does with a request. */
export type Collector = 'accept' | 'accept in part' | 'fail' | 'hang' | 'refuse';

/** One thing that happens. */
export type Step =
  | { readonly kind: 'spans'; readonly count: number; readonly areErrors: boolean }
  | { readonly kind: 'collector'; readonly does: Collector }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'flush' };

/** Things that happen, in random order. */
export const schedules: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('spans' as const),
        count: fc.nat(700),
        areErrors: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('collector' as const),
        does: fc.constantFrom<Collector>('accept', 'accept in part', 'fail', 'hang', 'refuse'),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.nat(5000) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
  ),
  { minLength: 10, maxLength: 60 },
);

/** What a schedule led to. */
export interface Simulated {
  /** Descriptions of what was wrong after a step or at the end; empty when all is well. */
  readonly faults: readonly string[];
  readonly created: number;
  readonly delivered: number;
}

interface Item {
  readonly id: number;
  readonly isError: boolean;
}

/**
 * Runs the real queue and delivery on a clock and a collector that do what the schedule says; then everything works
 * for an hour.
 * @param openAccount a broken one is how the simulation itself is tested
 */
export async function simulate(
  schedule: readonly Step[],
  openAccount: () => SpanAccount = createSpanAccount,
): Promise<Simulated> {
  const clock = createManualClock();
  const account = openAccount();
  const arrived = new Map<number, number>();
  const faults: string[] = [];
  let collector: Collector = 'accept';
  let created = 0;

  const take = (items: readonly Item[]): void => {
    for (const { id } of items) arrived.set(id, (arrived.get(id) ?? 0) + 1);
  };
  const send = (items: readonly Item[]): Promise<SendOutcome> => {
    const rejected = collector === 'accept in part' ? Math.min(3, items.length) : 0;
    switch (collector) {
      case 'accept':
      case 'accept in part':
        take(items.slice(rejected));
        return Promise.resolve({ kind: 'delivered', rejected });
      case 'refuse':
        return Promise.resolve({ kind: 'refused', reason: 'HTTP 400' });
      case 'fail':
        return Promise.reject(new Error('reset'));
      case 'hang':
        // What the exporter's own timeout makes of it.
        return new Promise((resolve) => {
          clock.setTimer(() => resolve({ kind: 'retry', reason: 'timeout' }), 3000);
        });
    }
  };
  const delivery = createSpanDelivery<Item>({
    ...{ clock, account, send, random: () => 0.5, maxQueued: 1000 },
    outside: (work) => work(),
  });
  const check = (after: string): void => {
    const dropped = Object.values(account.dropped).reduce((sum, count) => sum + count, 0);
    const known = account.delivered + dropped + delivery.queued;
    if (known !== created)
      faults.push(`after ${after}: ${created} created, ${known} accounted for`);
    if (delivery.queued > 1000 + 512) faults.push(`after ${after}: ${delivery.queued} queued`);
  };
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 4; n += 1) await turn();
  };

  for (const step of schedule) {
    if (step.kind === 'spans') {
      const items = Array.from({ length: step.count }, (_, n) => ({
        id: created + n,
        isError: step.areErrors,
      }));
      created += step.count;
      delivery.add(items);
    } else if (step.kind === 'collector') collector = step.does;
    else if (step.kind === 'time') clock.advance(step.ms);
    else void delivery.flush(100);
    await settle();
    check(step.kind);
  }
  collector = 'accept';
  for (let minute = 0; minute < 60; minute += 1) {
    clock.advance(60_000);
    await settle();
  }
  check('the end');
  if (delivery.queued > 0) faults.push(`${delivery.queued} are still queued`);
  if (arrived.size !== account.delivered)
    faults.push(`${arrived.size} arrived, ${account.delivered} counted`);
  const twice = [...arrived.values()].filter((times) => times > 1).length;
  if (twice > 0) faults.push(`${twice} arrived twice`);
  return { faults, created, delivered: account.delivered };
}
