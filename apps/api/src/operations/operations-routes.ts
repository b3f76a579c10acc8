import type { Api } from '../api-instance.ts';
import { cacheExplanationSchema, explainQuery, operationsCacheSchema } from './cache-schemas.ts';
import type { OperationsProbe } from './operations.ts';
import { operationsSchema } from './operations-schemas.ts';
import { operationsTelemetrySchema } from './telemetry-schemas.ts';

/** Registers `/operations` and what is below it. */
export function operationsRoutes(api: Api, operations: OperationsProbe): void {
  api.get(
    '/operations',
    {
      schema: {
        operationId: 'readOperations',
        summary: 'See the state of this instance, PostgreSQL, Redis and AI',
        tags: ['operations'],
        response: {
          200: operationsSchema,
        },
      },
    },
    async () => operations.look(),
  );
  api.get(
    '/operations/telemetry',
    {
      schema: {
        operationId: 'readTelemetry',
        summary: 'See requests, errors, costs, objectives and the delivery of telemetry',
        description:
          'Numbers of the one process that answers, of all workspaces together, since it started. They name no ' +
          'workspace and no person and quote no message.',
        tags: ['operations'],
        response: {
          200: operationsTelemetrySchema,
        },
      },
    },
    async () => operations.telemetry(),
  );
  api.get(
    '/operations/cache',
    {
      schema: {
        operationId: 'readCache',
        summary: 'See how the cache answers, and which of your keys are read most',
        description:
          'Numbers of the one process that answers, of all workspaces together, since it started. The keys are those ' +
          'of the caller’s workspace alone.',
        tags: ['operations'],
        response: {
          200: operationsCacheSchema,
        },
      },
    },
    async ({ workspaceId }) => operations.cache(workspaceId),
  );
  api.get(
    '/operations/cache/explain',
    {
      schema: {
        operationId: 'explainCacheKey',
        summary: 'See what the cache knows of one key of the workspace',
        description: 'Where it is kept, for how long, and what ends it; never its value.',
        tags: ['operations'],
        querystring: explainQuery,
        response: {
          200: cacheExplanationSchema,
        },
        problems: ['not-found'],
      },
    },
    async ({ query, workspaceId }) => operations.explainCacheKey(workspaceId, query),
  );
}
