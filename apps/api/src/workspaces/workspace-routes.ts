import { z } from 'zod';

import type { Api } from '../api-instance.ts';
import { etag, isNotModified, precondition } from '../records/etag.ts';
import { ifMatchHeaders, ifNoneMatchHeaders } from '../records/record-schemas.ts';
import { workspaceChangesSchema, workspaceSchema } from './workspace-schemas.ts';
import type { Workspaces } from './workspaces.ts';

/** Registers `/workspace`: the caller's own, found by its key. */
export function workspaceRoutes(api: Api, workspaces: Workspaces): void {
  api.get(
    '/workspace',
    {
      schema: {
        operationId: 'readWorkspace',
        summary: 'Read the workspace of the key',
        tags: ['workspace'],
        headers: ifNoneMatchHeaders,
        response: {
          200: workspaceSchema,
          304: z.null().describe('The version named by If-None-Match is the current one.'),
        },
        problems: ['not-found'],
      },
    },
    async ({ headers, workspaceId }, reply) => {
      const workspace = await workspaces.read(workspaceId);
      void reply.header('etag', etag(workspace.version));
      if (isNotModified(headers['if-none-match'], workspace.version)) {
        return reply.code(304).send(null);
      }
      return reply.send(workspace);
    },
  );

  api.patch(
    '/workspace',
    {
      schema: {
        operationId: 'updateWorkspace',
        summary: 'Change the workspace of the key',
        tags: ['workspace'],
        headers: ifMatchHeaders,
        body: workspaceChangesSchema,
        response: {
          200: workspaceSchema,
        },
        problems: ['not-found', 'precondition-failed', 'precondition-required'],
      },
    },
    async ({ headers, body, workspaceId }, reply) => {
      const expected = precondition(headers['if-match']);
      const workspace = await workspaces.update(workspaceId, expected, body);
      return reply.header('etag', etag(workspace.version)).send(workspace);
    },
  );
}
