import { z } from 'zod';

import type { Api } from '../api-instance.ts';
import { recordParams } from '../records/record-schemas.ts';
import type { ApiKeys } from './api-keys.ts';
import { issuedKeySchema, keySchema, newKeySchema } from './key-schemas.ts';

const tags = ['keys'];

/** Registers `/keys`. */
export function keyRoutes(api: Api, keys: ApiKeys): void {
  api.get(
    '/keys',
    {
      schema: {
        operationId: 'listKeys',
        summary: 'List the API keys that work',
        tags,
        response: {
          200: z.object({ items: z.array(keySchema) }),
        },
      },
    },
    async ({ workspaceId, keyId }) => ({ items: await keys.list(workspaceId, keyId) }),
  );

  api.post(
    '/keys',
    {
      schema: {
        operationId: 'createKey',
        summary: 'Issue an API key; its secret is shown this once',
        tags,
        body: newKeySchema,
        response: {
          201: issuedKeySchema,
        },
      },
    },
    async ({ body, workspaceId }, reply) => {
      const issued = await keys.issue(workspaceId, body.name);
      return reply.code(201).header('location', `/api/keys/${issued.id}`).send(issued);
    },
  );

  api.delete(
    '/keys/:id',
    {
      schema: {
        operationId: 'revokeKey',
        summary: 'Revoke an API key at once',
        tags,
        params: recordParams,
        response: {
          204: z.null().describe('It does not work any more.'),
        },
        problems: ['not-found'],
      },
    },
    async ({ params, workspaceId }, reply) => {
      await keys.revoke(workspaceId, params.id);
      return reply.code(204).send(null);
    },
  );
}
