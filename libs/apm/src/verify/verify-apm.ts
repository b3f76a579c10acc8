import type { Clock } from '../clock.ts';
import { type Random, systemRandom } from '../random.ts';
import { waitingClock } from './clock.ts';
import { verifyDogstatsd } from './dogstatsd.ts';
import { verifyOtlp } from './otlp.ts';
import { createProbe } from './probe.ts';
import { verifyPrometheus } from './prometheus.ts';
import { exitCodeOf, type VerifyReport, type VerifyResult } from './report.ts';
import { verifyRum } from './rum.ts';
import { verifySentry } from './sentry.ts';
import type { VerifyContext } from './steps.ts';
import type { VerifyTargets } from './targets.ts';
import { verifyTraces } from './traces.ts';

/** What `verifyApm` takes beside its targets. */
export interface VerifyOptions {
  /** Milliseconds from sending until the probe must be seen. Default: 10,000. */
  readonly deadlineMs?: number | undefined;
  /** Milliseconds that one connection or one request may take. Default: 5000. */
  readonly timeoutMs?: number | undefined;
  /** Default: the machine's; its timers keep the process alive. */
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * Sends a unique probe to each backend, all at once, and reads it back. What is wrong with a backend stands in
 * the report; it never rejects. With the default times it takes at most 25 seconds.
 */
export async function verifyApm(
  targets: VerifyTargets,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const { random = systemRandom } = options;
  const context: VerifyContext = {
    probe: createProbe(random),
    timeoutMs: options.timeoutMs ?? 5000,
    deadlineMs: options.deadlineMs ?? 10_000,
    clock: options.clock ?? waitingClock,
    random,
  };
  const { sentry, dogstatsd, otlp, traces, prometheus, rum } = targets;
  const asked: readonly (Promise<VerifyResult> | undefined)[] = [
    sentry && verifySentry(sentry, context),
    dogstatsd && verifyDogstatsd(dogstatsd, context),
    otlp && verifyOtlp(otlp, context),
    traces && verifyTraces(traces, context),
    prometheus && verifyPrometheus(prometheus, context),
    rum && verifyRum(rum, context),
  ];
  const backends = await Promise.all(asked.filter((each) => each !== undefined));
  const exitCode = exitCodeOf(backends.map(({ outcome }) => outcome));
  return { exitCode, probe: context.probe, backends };
}
