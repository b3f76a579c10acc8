import type { PgModule } from '../instrumentation/pg.ts';
import type { RegisterConfig } from '../apm/register.ts';
import { TracingError } from '../errors.ts';

/**
 * What a process is registered with by its environment alone, by OpenTelemetry's names for what has one:
 * `OTEL_SERVICE_NAME`, `OTEL_SERVICE_VERSION`, `UNITE_ENVIRONMENT` (else `NODE_ENV`), `OTEL_EXPORTER_OTLP_ENDPOINT`,
 * `OTEL_TRACES_SAMPLER_ARG` (the share, 0 to 1), `UNITE_PROPAGATE_TO` (origins that are told of traces, with commas
 * between them).
 * @throws {TracingError} TRACING_CONFIG_INVALID for a value that cannot work.
 */
export function configOf(
  env: Readonly<Record<string, string | undefined>>,
  pg: PgModule | undefined,
): RegisterConfig {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT']?.replace(/\/$/, '');
  const share = env['OTEL_TRACES_SAMPLER_ARG'];
  const origins = (env['UNITE_PROPAGATE_TO'] ?? '').split(',').flatMap((text) => {
    const trimmed = text.trim();
    return trimmed === '' ? [] : [originOf(trimmed)];
  });
  return {
    service: {
      name: env['OTEL_SERVICE_NAME'] ?? 'unknown_service',
      version: env['OTEL_SERVICE_VERSION'] ?? '0.0.0',
      environment: env['UNITE_ENVIRONMENT'] ?? env['NODE_ENV'] ?? 'development',
    },
    traces: {
      ...(endpoint === undefined ? {} : { otlp: { url: `${endpoint}/v1/traces` } }),
      ...(share === undefined ? {} : { sampleRatio: share === '' ? Number.NaN : Number(share) }),
      ...(origins.length === 0 ? {} : { propagateTo: ({ origin }) => origins.includes(origin) }),
    },
    ...(endpoint === undefined ? {} : { metrics: { otlp: { url: `${endpoint}/v1/metrics` } } }),
    ...(pg === undefined ? {} : { pg }),
  };
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null) {
    const problem = `UNITE_PROPAGATE_TO has "${text}": give origins, e.g. https://api.example.com`;
    throw new TracingError('TRACING_CONFIG_INVALID', problem);
  }
  return url.origin;
}
