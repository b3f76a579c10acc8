import type { CacheExplanation, ExplainQuery, OperationsCache } from './cache-schemas.ts';
import type { Operations } from './operations-schemas.ts';
import type { OperationsTelemetry } from './telemetry-schemas.ts';

/** Looks at this instance and at what it depends on. */
export interface OperationsProbe {
  look(): Promise<Operations>;
  /** What this process has measured of itself. */
  telemetry(): Promise<OperationsTelemetry>;
  /** What its cache did, and the most popular keys of a workspace. */
  cache(workspaceId: string): Promise<OperationsCache>;
  /**
   * What is known of one key of a workspace.
   *
   * @throws {Problem} `validation` for what cannot be a key, `not-found` where nothing is cached
   */
  explainCacheKey(workspaceId: string, query: ExplainQuery): Promise<CacheExplanation>;
}
