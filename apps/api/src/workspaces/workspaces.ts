import type { Precondition } from '../records/etag.ts';
import type { Workspace, WorkspaceChanges } from './workspace-schemas.ts';

/** The workspace that a request belongs to. */
export interface Workspaces {
  /** @throws {Problem} `not-found` */
  read(workspaceId: string): Promise<Workspace>;
  /** @throws {Problem} `not-found`, `precondition-failed` */
  update(
    workspaceId: string,
    expected: Precondition,
    changes: WorkspaceChanges,
  ): Promise<Workspace>;
}
