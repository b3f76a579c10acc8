// The app and its servers.
export { startApp, type App, type AppOptions } from './app/app.ts';
export {
  startLocalServers,
  type LocalServers,
  type LocalServersOptions,
} from './app/local-servers.ts';
export { apiArguments } from './app/api-arguments.ts';
export { startAppProcess, type AppProcess, type AppProcessOptions } from './app/app-process.ts';
export { type AppWorkspace } from './app/prepare-database.ts';
export { findWorkspaceRoot } from './workspace-root.ts';
export { readStackFile, type StackFile } from './app/stack-file.ts';

// One server each.
export { startPostgres, type PostgresOptions } from './postgres/postgres.ts';
export { type PostgresCluster, type PostgresNode } from './postgres/postgres-cluster.ts';
export { type PostgresState } from './postgres/postgres-server.ts';
export { type ReplicationLag } from './postgres/replication.ts';
export {
  startRedis,
  type RedisMissing,
  type RedisOptions,
  type RedisServer,
} from './redis/redis.ts';
export { startRedisCluster, type RedisCluster } from './redis/redis-cluster.ts';
export {
  startRedisSentinel,
  type RedisSentinel,
  type RedisSentinelOptions,
} from './redis/redis-sentinel.ts';
export { type RedisNode } from './redis/redis-process.ts';
export { startFakeAi, type AiRequest, type FakeAi, type FakeAiOptions } from './ai/fake-ai.ts';
export { type AiMode } from './ai/ai-mode.ts';

// Telemetry backends.
export {
  startTelemetryReceivers,
  type TelemetryReceivers,
  type TelemetryReceiversOptions,
} from './telemetry/telemetry-receivers.ts';
export {
  receiversEnvironment,
  type ReceiversEnvironment,
  type ReceiverSettings,
} from './telemetry/receivers-environment.ts';
export { type Receiver, type Refusal } from './telemetry/receiver.ts';
export { type ReceiverFault, type StatusFault } from './telemetry/receiver-fault.ts';
export { type HttpReceiver, type ReceiverOptions } from './telemetry/http-receiver.ts';
export { type ReceivedRequest } from './telemetry/request-handler.ts';
export {
  startSentryReceiver,
  type SentryItem,
  type SentryReceiver,
  type SentryReceiverOptions,
} from './telemetry/sentry/sentry-receiver.ts';
export {
  startStatsdReceiver,
  type StatsdFault,
  type StatsdItem,
  type StatsdReceiver,
  type StatsdReceiverOptions,
} from './telemetry/statsd/statsd-receiver.ts';
export {
  startOtlpReceiver,
  type OtlpItem,
  type OtlpReceiver,
  type PartialSuccessFault,
} from './telemetry/otlp/otlp-receiver.ts';
export {
  type OtlpBuckets,
  type OtlpExemplar,
  type OtlpPoint,
  type OtlpTemporality,
} from './telemetry/otlp/otlp-point.ts';
export { type OtlpSpan } from './telemetry/otlp/otlp-spans.ts';
export { type OtlpAttributes, type OtlpValue } from './telemetry/otlp/otlp-origin.ts';
export {
  startRumReceiver,
  type RumItem,
  type RumReceiver,
  type RumReceiverOptions,
} from './telemetry/rum/rum-receiver.ts';
export { type RumEvent, type RumEventType } from './telemetry/rum/rum-batch.ts';
export {
  startPrometheus,
  type PrometheusMissing,
  type PrometheusOptions,
  type PrometheusServer,
} from './telemetry/prometheus/prometheus.ts';
export {
  type Labels,
  type PrometheusApi,
  type Sample,
  type ScrapedExemplar,
  type TargetState,
} from './telemetry/prometheus/prometheus-api.ts';
export { type PrometheusTarget } from './telemetry/prometheus/prometheus-config.ts';
export { promtool, type PromtoolOptions } from './telemetry/prometheus/promtool.ts';

// Faults and ports.
export {
  startFaultProxy,
  type FaultMode,
  type FaultProxy,
  type FaultProxyOptions,
  type FaultProxyStats,
} from './network/fault-proxy.ts';
export { freePort } from './network/free-port.ts';
export { findSystemProgram, type SystemProgram } from './process/system-program.ts';
export { requirePort } from './network/require-port.ts';
export { StackError, type Shortage, type StackErrorCode } from './errors.ts';
