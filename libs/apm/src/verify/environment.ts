import { percentDecoded } from './percent-decoded.ts';
import type { ReadBack, VerifyTargets } from './targets.ts';

/** An environment, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that name a backend, for who has set none. */
export const backendVariables = [
  'SENTRY_DSN',
  'DD_AGENT_HOST',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'METRICS_URL',
  'RUM_INTAKE_URL',
] as const;

/**
 * The targets that the environment names. A variable that is set to nothing is not set. A backend with any
 * of its variables is a target: what is missing then is told, and not that there is no such backend.
 */
export function targetsOf(env: Environment): VerifyTargets {
  const of = (name: string): string | undefined => env[name] || undefined;
  const text = (name: string): string => env[name] ?? '';
  const when = <T>(names: readonly string[], target: () => T): T | undefined =>
    names.some(of) ? target() : undefined;
  const readBack = (url: string, token?: string): ReadBack | undefined =>
    when([url, ...(token === undefined ? [] : [token])], () => ({
      url: text(url),
      token: token && of(token),
    }));
  return {
    sentry: when(['SENTRY_DSN', 'SENTRY_READ_URL', 'SENTRY_READ_TOKEN'], () => ({
      dsn: text('SENTRY_DSN'),
      readBack: readBack('SENTRY_READ_URL', 'SENTRY_READ_TOKEN'),
    })),
    dogstatsd: when(['DD_AGENT_HOST', 'DD_DOGSTATSD_PORT', 'DOGSTATSD_READ_URL'], () => ({
      host: text('DD_AGENT_HOST'),
      port: Number(of('DD_DOGSTATSD_PORT') ?? 8125), // the Agent's default
      readBack: readBack('DOGSTATSD_READ_URL'),
    })),
    // The headers are for traces, too, and may be there for them alone.
    otlp: when(
      [
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        ...(of('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ? [] : ['OTEL_EXPORTER_OTLP_HEADERS']),
        'OTLP_READ_URL',
      ],
      () => ({
        endpoint: text('OTEL_EXPORTER_OTLP_ENDPOINT'),
        headers: headersOf(text('OTEL_EXPORTER_OTLP_HEADERS')),
        readBack: readBack('OTLP_READ_URL'),
      }),
    ),
    traces: when(
      ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'TRACES_READ_URL', 'TRACES_READ_TOKEN'],
      () => ({
        endpoint: text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') || tracesBelow(of),
        headers: headersOf(text('OTEL_EXPORTER_OTLP_HEADERS')),
        readBack: readBack('TRACES_READ_URL', 'TRACES_READ_TOKEN'),
      }),
    ),
    prometheus: when(['METRICS_URL', 'METRICS_TOKEN', 'PROMETHEUS_URL'], () => ({
      metricsUrl: text('METRICS_URL'),
      metricsToken: of('METRICS_TOKEN'),
      prometheusUrl: of('PROMETHEUS_URL'),
    })),
    rum: when(['RUM_INTAKE_URL', 'RUM_CLIENT_TOKEN', 'RUM_READ_URL'], () => ({
      intakeUrl: text('RUM_INTAKE_URL'),
      clientToken: text('RUM_CLIENT_TOKEN'),
      readBack: readBack('RUM_READ_URL'),
    })),
  };
}

/** Where the apps send traces when only the common address is set. */
function tracesBelow(of: (name: string) => string | undefined): string {
  const base = of('OTEL_EXPORTER_OTLP_ENDPOINT');
  return base === undefined ? '' : `${base.replace(/\/$/, '')}/v1/traces`;
}

/** `name=value,name=value` with values percent-encoded (OpenTelemetry, "OTLP Exporter Configuration"). */
function headersOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').flatMap((pair) => {
    const [, name, value = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    return name === undefined ? [] : [[name, percentDecoded(value)] as const];
  });
  return Object.fromEntries(pairs);
}
