// OpenTelemetry's SDK and instrumentations as their documentation sets them up, with a queue that loses nothing at
// the bench's rate (the default of 2048 spans does, which would be cheaper).
import { FastifyOtelInstrumentation } from '@fastify/otel';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

import { told } from '../told.mjs';

const { url, sampleRatio, with: parts, compression = 'gzip' } = told;
new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'bench' }),
  sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
  spanProcessors: [
    new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces`, compression }), {
      maxQueueSize: 50_000,
      scheduledDelayMillis: 1000,
    }),
  ],
}).register();
const instrumentations = [new HttpInstrumentation()];
if (parts !== 'http') instrumentations.push(new PgInstrumentation());
registerInstrumentations({ instrumentations });
if (parts !== 'http') new FastifyOtelInstrumentation({ registerOnInitialization: true });
