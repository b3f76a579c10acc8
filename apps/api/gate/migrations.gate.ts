import { join } from 'node:path';

import type { Claim } from '@unite/gate';
import { findWorkspaceRoot, startPostgres } from '@unite/stack';

import { checkReversible } from '../test/reversible.ts';

/** Every migration can be taken back. */
export const claims: readonly Claim[] = [
  {
    id: 'migrations-reversible',
    phase: 'workspace',
    text: 'Each migration up, down and up again leaves an identical catalogue',
    target: { op: '=', value: 0 },
    unit: 'differences',
    async measure() {
      await using postgres = await startPostgres({ replicas: 0 });
      const folder = join(findWorkspaceRoot(), 'apps/api/migrations');
      const report = await checkReversible(postgres.migrationUrl, folder);
      const differences = [...Object.values(report.leftBehind).flat(), ...report.otherwise];
      return {
        value: differences.length,
        note: `${report.migrations} migrations, compared after every step${differences.map((one) => `; ${one}`).join('')}`,
      };
    },
  },
];
