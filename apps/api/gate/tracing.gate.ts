import { median, spread, type Claim } from '@unite/gate';
import { startOtlpReceiver } from '@unite/stack';

import { addedLatency } from '../test/added-latency.ts';
import { openLoadedService } from '../test/loaded-service.ts';
import { realisticMix, seenContacts } from '../test/realistic-mix.ts';
import { traceFaults } from '../test/trace-faults.ts';

const contacts = 10_000;
const rounds = 12;
const perRound = 100;

/** What tracing promises in the app. */
export const claims: readonly Claim[] = [
  {
    id: 'tracing-p50',
    phase: '6.8',
    text: 'Tracing adds less than 5 % to the median latency of the contacts route',
    target: { op: '<', value: 5 },
    unit: '%',
    async measure() {
      await using collector = await startOtlpReceiver();
      const env = {
        UNITE_ENVIRONMENT: 'production',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      };
      await using traced = await openLoadedService({ contacts, env });
      await using bare = await openLoadedService({ contacts, env: { ...env, TRACING: 'off' } });
      const path = '/api/contacts?limit=50';
      const { addedPercent, withoutMs } = await addedLatency(
        { with: traced, without: bare },
        { path, rounds, perRound, ratePerSecond: 50 },
      );
      return {
        value: median(addedPercent),
        samples: addedPercent,
        spread: spread(addedPercent, 1),
        note: `medians of ${perRound} requests with and without tracing, alternating, ${rounds} rounds of each; as in production, a tenth of the traces sent; ${median(withoutMs).toFixed(2)} ms without`,
      };
    },
  },
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
