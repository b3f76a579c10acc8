// The app and its servers.
export { startApp, type App, type AppOptions } from './app.ts';
export { startLocalServers, type LocalServers, type LocalServersOptions } from './local-servers.ts';
export { startAppProcess, type AppProcess, type AppProcessOptions } from './app-process.ts';
export { type AppWorkspace } from './prepare-database.ts';
export { findWorkspaceRoot } from './workspace-root.ts';
export { readStackFile, type StackFile } from './stack-file.ts';

// One server each.
export { startPostgres, type PostgresOptions } from './postgres.ts';
export { type PostgresCluster, type PostgresNode } from './postgres-cluster.ts';
export { type PostgresState } from './postgres-server.ts';
export { type ReplicationLag } from './replication.ts';
export { startRedis, type RedisMissing, type RedisOptions, type RedisServer } from './redis.ts';
export { startFakeAi, type AiRequest, type FakeAi, type FakeAiOptions } from './fake-ai.ts';
export { type AiMode } from './ai-mode.ts';

// Faults and ports.
export {
  startFaultProxy,
  type FaultMode,
  type FaultProxy,
  type FaultProxyOptions,
  type FaultProxyStats,
} from './fault-proxy.ts';
export { freePort } from './free-port.ts';
export { requirePort } from './require-port.ts';
export { StackError, type Shortage, type StackErrorCode } from './errors.ts';
