import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';

import { httpAddress } from './address.ts';
import { connect } from './connect.ts';
import { httpRequest, requireSuccess } from './http-request.ts';
import { requireAllTaken } from './otlp-answer.ts';
import { prepareReadBack } from './read-back.ts';
import type { VerifyResult } from './report.ts';
import { takeSteps, type VerifyContext } from './steps.ts';
import type { TracesTarget } from './targets.ts';

const variable = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const readVariables = { url: 'TRACES_READ_URL', token: 'TRACES_READ_TOKEN' };

/** Sends a trace of one span whose id is the probe. Jaeger tells it at `…/api/traces/{probe}`. */
export function verifyTraces(target: TracesTarget, context: VerifyContext): Promise<VerifyResult> {
  return takeSteps('traces', context, async (step) => {
    const { intake, readBack } = await step('configure', 'configured', () => ({
      intake: httpAddress(target.endpoint, variable),
      readBack: prepareReadBack(target.readBack, readVariables, context),
    }));
    await step('connect', 'reachable', () => connect(intake, context));
    await step('send', 'accepted', async () => {
      const headers = { ...target.headers, 'content-type': 'application/x-protobuf' };
      const answer = await httpRequest(intake, { headers, body: tracesRequest(context) }, context);
      requireSuccess(answer, intake, 'OTEL_EXPORTER_OTLP_HEADERS');
      const read = () => ({
        rejected: ProtobufTraceSerializer.deserializeResponse(answer.body).partialSuccess
          ?.rejectedSpans,
        what: 'span',
      });
      requireAllTaken(read, intake.url.host, variable);
    });
    await step('read back', 'seen', readBack);
  });
}

/** A millisecond that has just passed. */
function tracesRequest({ probe, clock }: VerifyContext): Uint8Array<ArrayBuffer> {
  const nowMs = Math.floor(clock.now());
  const timeOf = (ms: number): [number, number] => [Math.floor(ms / 1000), (ms % 1000) * 1e6];
  const request = ProtobufTraceSerializer.serializeRequest([
    {
      name: 'unite.verify.probe',
      kind: 0, // internal
      spanContext: () => ({ traceId: probe, spanId: probe.slice(0, 16), traceFlags: 1 }),
      startTime: timeOf(nowMs - 1),
      endTime: timeOf(nowMs),
      duration: [0, 1e6],
      ended: true,
      status: { code: 0 },
      attributes: {},
      links: [],
      events: [],
      resource: resourceFromAttributes({ 'service.name': 'verify-apm' }),
      instrumentationScope: { name: 'verify-apm' },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    },
  ]);
  return Uint8Array.from(request ?? []);
}
