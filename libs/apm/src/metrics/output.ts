import { type Clock } from '../clock.ts';
import { type Collection } from './collection.ts';
import { type ResourceAttributes } from './metrics-options.ts';
import { type PipelineHealth } from './pipeline-health.ts';

/** A way out of the process that sends by itself. */
export interface Output {
  /** Sends now; settles after `deadlineMs` at the latest, never rejects. */
  flush(deadlineMs: number): Promise<void>;
  /** Flushes, then sends no more. */
  shutdown(deadlineMs: number): Promise<void>;
}

/** What an output gets from its pipeline. */
export interface OutputContext {
  readonly clock: Clock;
  readonly resource: ResourceAttributes;
  readonly health: PipelineHealth;
  collect(): Promise<Collection>;
}

/** Settles with `work`, or after `deadlineMs`; `work` must not reject. */
export async function within(clock: Clock, deadlineMs: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimer(resolve, deadlineMs);
  await Promise.race([work, promise]);
  timer.cancel();
}
