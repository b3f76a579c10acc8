import type { Backend } from './targets.ts';

/**
 * How far the probe came, each level with all before it: the address can be used, something answers there,
 * it took the probe, and the probe was read back. UDP gives no answers: there, reachable means that nobody
 * refused, and accepted is never reached without seen.
 */
export type VerifyLevel = 'none' | 'configured' | 'reachable' | 'accepted' | 'seen';

/** What became of a backend. `unconfirmed`: sent, and no way to read it back was given. */
export type VerifyOutcome = 'seen' | 'unconfirmed' | 'failed' | 'misconfigured';

/** Part of a verification. */
export type VerifyStepName = 'configure' | 'connect' | 'send' | 'scrape' | 'read back';

/** How long a step took, whether it went well or not. */
export interface VerifyStep {
  readonly name: VerifyStepName;
  readonly durationMs: number;
}

/** Why a backend is not seen. */
export interface VerifyProblem {
  readonly step: VerifyStepName;
  /** What happened; without any secret. */
  readonly what: string;
  /** The one thing to do. */
  readonly todo: string;
}

/** One backend's result. */
export interface VerifyResult {
  readonly backend: Backend;
  readonly level: VerifyLevel;
  readonly outcome: VerifyOutcome;
  readonly steps: readonly VerifyStep[];
  /** Null when it is seen. */
  readonly problem: VerifyProblem | null;
}

/**
 * As a process ends: 0 all seen; 1 something failed or did not arrive; 2 else, something is misconfigured, or
 * nothing is configured at all; 3 else, something was sent and cannot be confirmed.
 */
export type VerifyExitCode = 0 | 1 | 2 | 3;

/** What a verification found. It has no secret in it. */
export interface VerifyReport {
  readonly exitCode: VerifyExitCode;
  /** The unique id that was sent to each backend: 32 hexadecimal digits. */
  readonly probe: string;
  readonly backends: readonly VerifyResult[];
}

/** The exit code for what became of all backends. */
export function exitCodeOf(outcomes: readonly VerifyOutcome[]): VerifyExitCode {
  if (outcomes.includes('failed')) return 1;
  if (outcomes.includes('misconfigured') || outcomes.length === 0) return 2;
  return outcomes.includes('unconfirmed') ? 3 : 0;
}
