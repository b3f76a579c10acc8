import type { Api } from '../api-instance.ts';
import type { OperationsProbe } from './operations.ts';
import { operationsSchema } from './operations-schemas.ts';

/** Registers `/operations`. */
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
}
