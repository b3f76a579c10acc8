import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';

import { createCollector } from '../metrics/collector.ts';
import { below, httpAddress } from './address.ts';
import { connect } from './connect.ts';
import { httpRequest, requireSuccess } from './http-request.ts';
import { requireAllTaken } from './otlp-answer.ts';
import { prepareReadBack } from './read-back.ts';
import type { VerifyResult } from './report.ts';
import { takeSteps, type VerifyContext } from './steps.ts';
import type { OtlpTarget } from './targets.ts';

const variable = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/**
 * Sends the gauge `unite.verify.probe` with the attribute `probe`. Where the collector shows its metrics to
 * Prometheus, that reads it back: `…/api/v1/query?query=unite_verify_probe{probe="{probe}"}`.
 */
export function verifyOtlp(target: OtlpTarget, context: VerifyContext): Promise<VerifyResult> {
  return takeSteps('otlp', context, async (step) => {
    const { intake, readBack } = await step('configure', 'configured', () => ({
      intake: below(httpAddress(target.endpoint, variable), '/v1/metrics'),
      readBack: prepareReadBack(target.readBack, { url: 'OTLP_READ_URL' }, context),
    }));
    await step('connect', 'reachable', () => connect(intake, context));
    await step('send', 'accepted', async () => {
      const headers = { ...target.headers, 'content-type': 'application/x-protobuf' };
      const body = await metricsRequest(context.probe);
      const answer = await httpRequest(intake, { headers, body }, context);
      requireSuccess(answer, intake, 'OTEL_EXPORTER_OTLP_HEADERS');
      const read = () => ({
        rejected: ProtobufMetricsSerializer.deserializeResponse(answer.body).partialSuccess
          ?.rejectedDataPoints,
        what: 'data point',
      });
      requireAllTaken(read, intake.url.host, variable);
    });
    await step('read back', 'seen', readBack);
  });
}

/** What the app's own exporter would send. */
async function metricsRequest(probe: string): Promise<Uint8Array<ArrayBuffer>> {
  const collector = createCollector({
    resource: { 'service.name': 'verify-apm' },
    maxSeries: 1,
    exponentialHistograms: [],
    registry: { get: () => undefined },
    exemplars: { collect: () => undefined, of: () => [] },
  });
  collector.getMeter('verify-apm').createGauge('unite.verify.probe').record(1, { probe });
  const { resourceMetrics } = await collector.collect();
  return Uint8Array.from(ProtobufMetricsSerializer.serializeRequest(resourceMetrics) ?? []);
}
