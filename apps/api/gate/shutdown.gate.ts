import { join } from 'node:path';

import type { Claim } from '@unite/gate';
import { apiArguments, findWorkspaceRoot } from '@unite/stack';

import { startApiProcess } from '../test/api-process.ts';
import { openLoadedService } from '../test/loaded-service.ts';
import { restartUnderLoad } from '../test/restart-under-load.ts';

const rounds = 3;
const clients = 30;

/** A deployment loses nothing. */
export const claims: readonly Claim[] = [
  {
    id: 'shutdown-lost',
    phase: 'workspace',
    text: 'A restart under a keep-alive load loses no request',
    target: { op: '=', value: 0 },
    unit: 'requests',
    async measure() {
      await using service = await openLoadedService({ contacts: 200, env: {} });
      const samples: number[] = [];
      let answered = 0;
      for (let round = 0; round < rounds; round += 1) {
        const ending = await startApiProcess({
          cwd: join(findWorkspaceRoot(), 'apps/api'),
          args: apiArguments(findWorkspaceRoot()),
          env: { DATABASE_URL: service.databaseUrl, DRAIN_DELAY_MS: '1500' },
        });
        const outcome = await restartUnderLoad({
          clients,
          path: '/api/contacts?limit=50',
          headers: service.headers,
          ports: [ending.port, service.port],
          readyPath: '/readyz',
          warmUpMs: 1_000,
          end: () => ending.terminate(15_000),
        });
        await ending.kill();
        samples.push(outcome.lost);
        answered += outcome.answered;
      }
      return {
        value: Math.max(...samples),
        samples,
        note: `${rounds} restarts, ${clients} clients in a closed loop behind a balancer that looks every 100 ms, ${answered} requests answered`,
      };
    },
  },
];
