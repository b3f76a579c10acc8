import type { Explanation } from '@unite/cache';

/** What the operations page asks of a namespace whose keys are a workspace and one more part. */
export interface WorkspaceKeys {
  /** The name of the namespace. */
  readonly namespace: string;
  /** The keys of a workspace that are read most, without the workspace, most popular first. */
  popular(workspace: string, limit: number): Promise<readonly PopularPart[]>;
  /** @throws {CacheError} CACHE_KEY_INVALID */
  explain(workspace: string, key: string): Promise<Explanation>;
}

/** The part of a key behind its workspace, and about how often it was read. */
export interface PopularPart {
  readonly key: string;
  readonly reads: number;
}
