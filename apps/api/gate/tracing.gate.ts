import type { Claim } from '@unite/gate';

import { openLoadedService } from '../test/loaded-service.ts';
import { realisticMix, seenContacts } from '../test/realistic-mix.ts';
import { traceFaults } from '../test/trace-faults.ts';

/** What tracing promises in the app. */
export const claims: readonly Claim[] = [
  {
    id: 'requests-traced',
    phase: '6.8',
    text: 'Every request to the API has a valid trace of its own',
    target: { op: '=', value: 0 },
    unit: 'requests without',
    async measure() {
      await using service = await openLoadedService({ contacts: 1000, env: {} });
      const request = realisticMix(await seenContacts(service));
      const faults = await traceFaults(service, 5000, request);
      return {
        value: faults.length,
        note: `5,000 requests of the usual mix, a tenth of them refused; ${faults.slice(0, 3).join(', ')}`,
      };
    },
  },
];
