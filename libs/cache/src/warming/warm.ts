import { checkNumber } from '../check-option.ts';
import type { Clock } from '../clock.ts';
import type { KeyOf } from '../keys/key-template.ts';
import type { LoaderContext } from '../loading/loader.ts';

/** What is to be in memory before it is asked for. */
export interface WarmOptions<Template extends string, V> {
  /** Loads one value that is neither in memory nor in the shared server. The parts of popular keys are text. */
  readonly load: (key: KeyOf<Template>, context: LoaderContext<V>) => V | Promise<V>;
  /** Keys to warm, first things first. Default none. */
  readonly keys?: readonly KeyOf<Template>[];
  /** How many of the keys that are read most, in all processes and before this one was started. Default 0. */
  readonly popular?: number;
  /** Whether a popular key can be loaded by its parts. Default each one can. */
  readonly isLoadable?: (key: KeyOf<Template>) => boolean;
  /** Milliseconds after which no key is begun and those on their way are left. At least 1. Default 2000. */
  readonly budgetMs?: number;
  /**
   * Keys at once. At least 1. Default 16. They are begun together and the next ones as long after as they need at 3 ms
   * each, or sooner where the budget is short, so that what people wait for is hardly slowed down.
   */
  readonly concurrency?: number;
  /** A value that is fresh for at least so many more milliseconds is left alone. Default 0: all that are fresh. */
  readonly leastFreshMs?: number;
  readonly signal?: AbortSignal;
  /** Told after each key. Must not throw. */
  readonly onProgress?: (progress: WarmProgress) => void;
}

/** How far a warming is. */
export interface WarmProgress {
  readonly total: number;
  /** Loaded, or taken from the shared server. */
  readonly warmed: number;
  /** In memory already. */
  readonly present: number;
  /** Their load threw or was given up. */
  readonly failed: number;
}

/** How a warming ended. */
export interface WarmResult extends WarmProgress {
  /** Not begun, as the budget was used up. */
  readonly skipped: number;
  readonly tookMs: number;
}

/** What {@link warm} does with one key. */
export interface Warming<Template extends string> {
  readonly clock: Clock;
  /** Milliseconds for which `key` is fresh in memory; 0 or less when it is not. */
  freshMs(key: KeyOf<Template>): number;
  /** Brings `key` into memory; one that is there is loaded anew. */
  bring(key: KeyOf<Template>, signal: AbortSignal): Promise<unknown>;
}

/**
 * Milliseconds for each key, so that what is asked for meanwhile finds its turn: 500 keys take 1.5 s. Less where most of
 * the budget would not suffice; what is late is caught up. Keys that are begun together share packets, and what is
 * asked for meanwhile meets fewer of them.
 */
const paceMs = 3;

/** Brings `keys` into memory, a few at a time, until the budget is used up. Never rejects. */
export async function warm<Template extends string>(
  keys: readonly KeyOf<Template>[],
  options: Omit<WarmOptions<Template, never>, 'load' | 'keys' | 'popular' | 'isLoadable'>,
  { clock, freshMs, bring }: Warming<Template>,
): Promise<WarmResult> {
  const budgetMs = checkNumber('budgetMs', options.budgetMs ?? 2000, { min: 1 });
  const concurrency = checkNumber('concurrency', options.concurrency ?? 16, {
    min: 1,
    isWhole: true,
  });
  const beganAtMs = clock.monotonicMs();
  const budget = new AbortController();
  const timer = clock.setTimer(() => budget.abort(new Error('the budget is used up')), budgetMs);
  const signal = options.signal ? AbortSignal.any([options.signal, budget.signal]) : budget.signal;
  const counts = { total: keys.length, warmed: 0, present: 0, failed: 0 };
  // All workers take from one iterator.
  const queue = keys.values();
  const stepMs = Math.min(paceMs, (budgetMs * 0.8) / keys.length);
  let begun = 0;

  /** Waits until one more key may be begun. */
  async function turn(): Promise<void> {
    const group = Math.floor(begun / concurrency);
    const leftMs = beganAtMs + group * concurrency * stepMs - clock.monotonicMs();
    begun += 1;
    if (leftMs > 0) await new Promise<void>((resolve) => void clock.setTimer(resolve, leftMs));
  }

  async function work(): Promise<void> {
    for (const key of queue) {
      if (freshMs(key) > (options.leastFreshMs ?? 0)) counts.present += 1;
      else {
        await turn();
        if (signal.aborted) return;
        try {
          await bring(key, signal);
          counts.warmed += 1;
        } catch {
          counts.failed += 1;
        }
      }
      options.onProgress?.({ ...counts });
      if (signal.aborted) return;
    }
  }

  await Promise.all(Array.from({ length: concurrency }, work));
  timer.cancel();
  const skipped = counts.total - counts.warmed - counts.present - counts.failed;
  return { ...counts, skipped, tookMs: clock.monotonicMs() - beganAtMs };
}
