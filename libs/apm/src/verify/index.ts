export { verifyApm, type VerifyOptions } from './verify-apm.ts';
export { runVerify } from './run-verify.ts';
export { type Environment } from './environment.ts';
export {
  type Backend,
  type DogstatsdTarget,
  type OtlpTarget,
  type PrometheusTarget,
  type ReadBack,
  type RumTarget,
  type SentryTarget,
  type TracesTarget,
  type VerifyTargets,
} from './targets.ts';
export {
  type VerifyExitCode,
  type VerifyLevel,
  type VerifyOutcome,
  type VerifyProblem,
  type VerifyReport,
  type VerifyResult,
  type VerifyStep,
  type VerifyStepName,
} from './report.ts';
