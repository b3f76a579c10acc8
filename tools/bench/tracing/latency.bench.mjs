// What tracing adds to the median latency of the app's contacts route at a share of a tenth, as in production: the
// built service with and without, asked in turns, one request each. `npx nx run api:build` comes first.
import { addedLatency } from '../../../apps/api/test/added-latency.ts';
import { openLoadedService } from '../../../apps/api/test/loaded-service.ts';
import { startOtlpReceiver } from '../../stack/src/index.ts';

const comparison = { path: '/api/contacts?limit=50', rounds: 12, perRound: 300 };

await using collector = await startOtlpReceiver();
const env = { UNITE_ENVIRONMENT: 'production', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
await using traced = await openLoadedService({ contacts: 10_000, env });
await using bare = await openLoadedService({ contacts: 10_000, env: { ...env, TRACING: 'off' } });
const { addedPercent, withoutMs } = await addedLatency({ with: traced, without: bare }, comparison);
const at = (samples, share) =>
  samples.toSorted((a, b) => a - b)[Math.floor(share * (samples.length - 1))];
const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => at(addedPercent, share).toFixed(1));
console.log('\nGET /api/contacts, a page of 50, median latency');
console.log(`  without: ${at(withoutMs, 0.5).toFixed(2)} ms`);
console.log(`  @unite/tracing, 10 %: +${middle} % (${low} to ${high})`);
