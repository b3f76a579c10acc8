import {
  createOtlpHttpExportDelegate,
  httpAgentFactoryFromOptions,
} from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufMetricsSerializer, type ISerializer } from '@opentelemetry/otlp-transformer';
import { type ResourceMetrics } from '@opentelemetry/sdk-metrics';

import { untraced } from '../../untraced.ts';
import { type Exemplar } from '../exemplar-store.ts';
import { withExemplars } from './exemplars.ts';
import { type OtlpOptions } from './otlp-output.ts';

/** Sends one request, with its retries; does not reject. `exemplars` are by data point. */
export type Exporter = (
  resourceMetrics: ResourceMetrics,
  exemplars: readonly (readonly Exemplar[])[],
) => Promise<{ readonly error: Error | undefined; readonly bytes: number }>;

interface Request {
  readonly resourceMetrics: ResourceMetrics;
  readonly exemplars: readonly (readonly Exemplar[])[];
  /** Told how long the request is. */
  written(bytes: number): void;
}

/** The official serialiser, and the exemplars that it leaves out. */
const serializer: ISerializer<Request, unknown> = {
  serializeRequest({ resourceMetrics, exemplars, written }) {
    const plain = ProtobufMetricsSerializer.serializeRequest(resourceMetrics);
    if (plain === undefined) return undefined;
    const some = exemplars.some((each) => each.length > 0);
    const request = some ? withExemplars(plain, exemplars) : plain;
    written(request.length);
    return request;
  },
  deserializeResponse: (data) => ProtobufMetricsSerializer.deserializeResponse(data),
};

/**
 * The official exporter over HTTP. `OTLPMetricExporter` is the same delegate with a serialiser that cannot
 * be changed, and reads the process's environment.
 */
export function createExporter(options: OtlpOptions & { readonly timeoutMs: number }): Exporter {
  const delegate = createOtlpHttpExportDelegate<Request, unknown>(
    {
      url: options.url,
      headers: async () => ({ ...options.headers, 'content-type': 'application/x-protobuf' }),
      timeoutMillis: options.timeoutMs,
      concurrencyLimit: 1,
      compression: options.compression ?? 'gzip',
      agentFactory: httpAgentFactoryFromOptions({ keepAlive: true }),
    },
    serializer,
    'otlp_http_metric_exporter',
    // For the exporter's metrics about itself, which are not asked for: the pipeline counts its own.
    { name: 'metric_data_point', countItems: () => 0 },
    undefined,
  );
  return (resourceMetrics, exemplars) => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<Exporter>>>();
    let bytes = 0;
    const written = (length: number) => void (bytes = length);
    const request = { resourceMetrics, exemplars, written };
    untraced(() => delegate.export(request, ({ error }) => resolve({ error, bytes })));
    return promise;
  };
}
