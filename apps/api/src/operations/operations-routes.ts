import type { Api } from '../api-instance.ts';
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
}
