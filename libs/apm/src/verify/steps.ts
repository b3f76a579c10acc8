import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { VerifyLevel, VerifyResult, VerifyStep, VerifyStepName } from './report.ts';
import { Setback } from './setback.ts';
import type { Backend } from './targets.ts';

/** What the steps of all backends share. */
export interface VerifyContext {
  readonly probe: string;
  /** Milliseconds that one connection or one request may take. */
  readonly timeoutMs: number;
  /** Milliseconds that a probe may take to be seen. */
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Does a part of the work and takes its time; `reaches` is the level once it has gone well. */
export type Step = <T>(
  name: VerifyStepName,
  reaches: VerifyLevel,
  work: () => T | Promise<T>,
) => Promise<T>;

/** Runs the steps of a backend up to the first {@link Setback}; never rejects. */
export async function takeSteps(
  backend: Backend,
  { clock }: VerifyContext,
  work: (step: Step) => Promise<void>,
): Promise<VerifyResult> {
  const steps: VerifyStep[] = [];
  let level: VerifyLevel = 'none';
  let current: VerifyStepName = 'configure';
  const step: Step = async (name, reaches, part) => {
    current = name;
    const startedAtMs = clock.monotonicMs();
    try {
      const result = await part();
      level = reaches;
      return result;
    } finally {
      steps.push({ name, durationMs: clock.monotonicMs() - startedAtMs });
    }
  };
  try {
    await work(step);
    return { backend, level, outcome: 'seen', steps, problem: null };
  } catch (error) {
    const { outcome, message: what, todo } = setbackOf(error);
    return { backend, level, outcome, steps, problem: { step: current, what, todo } };
  }
}

/** Of an error that nobody expected only its kind is told: its text could quote a key. */
function setbackOf(error: unknown): Setback {
  if (error instanceof Setback) return error;
  const kind = error instanceof Error ? error.name : typeof error;
  return new Setback('failed', `it stopped with an unexpected ${kind}`, 'report it as a bug');
}
