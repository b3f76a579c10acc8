// For every program
export { register, type Apm } from './register.ts';
export type { ApmConfig } from './apm-config.ts';
export { sampleRatioOf } from './sample-ratio.ts';
export { isApmError, apmErrorCodes, ApmError, type ApmErrorCode } from './errors.ts';

// What the handle has, for adapters
export type { AnsweredRequest, RequestRecorder } from './requests/request-recorder.ts';
export type {
  RequestMinute,
  RouteStatistics,
  RouteStatisticsView,
} from './requests/route-statistics.ts';
export type { ErrorGroup, ErrorGroups, GroupedError } from './requests/error-groups.ts';
export { systemClock, type Clock, type Timer } from './clock.ts';
export { systemRandom, type Random } from './random.ts';
