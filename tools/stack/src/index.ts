export { startPostgres, type PostgresOptions } from './postgres.ts';
export type { PostgresCluster, PostgresNode } from './postgres-cluster.ts';
