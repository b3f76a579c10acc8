// Makes this file augment the module instead of declaring one.
import type {} from 'fastify';

import type { WorkspaceTier } from '../db/schema.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Id of the workspace that the request's API key belongs to; empty on routes without a key. */
    workspaceId: string;
    /** Id of the API key itself; empty on routes without a key. */
    keyId: string;
    /** What that workspace has paid for; undefined on routes without a key. */
    workspaceTier: WorkspaceTier | undefined;
  }
}

/** What `request.workspaceId` is before the key is checked. */
export const noWorkspace = '';
