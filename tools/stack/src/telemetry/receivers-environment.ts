import type { TelemetryReceivers } from './telemetry-receivers.ts';

/** Settings by name. */
export type ReceiverSettings = Readonly<Record<string, string>>;

/** What sends telemetry to receivers, and what `verify-apm` reads it back with. */
export interface ReceiversEnvironment {
  readonly sentry: ReceiverSettings;
  readonly dogstatsd: ReceiverSettings;
  readonly otlp: ReceiverSettings;
  readonly traces: ReceiverSettings;
  readonly rum: ReceiverSettings;
}

/** The settings of the apps and of `verify-apm` for these receivers, by backend. */
export function receiversEnvironment({
  sentry,
  statsd,
  otlp,
  rum,
}: Pick<TelemetryReceivers, 'sentry' | 'statsd' | 'otlp' | 'rum'>): ReceiversEnvironment {
  const found = (controlUrl: string) => `${controlUrl}/_received?find={probe}`;
  return {
    sentry: {
      SENTRY_DSN: sentry.dsn,
      SENTRY_READ_URL: `${sentry.url}/api/0/projects/acme/api/events/{probe}/`,
    },
    dogstatsd: {
      DD_AGENT_HOST: '127.0.0.1',
      DD_DOGSTATSD_PORT: String(statsd.port),
      DOGSTATSD_READ_URL: found(statsd.controlUrl),
    },
    otlp: {
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
      OTLP_READ_URL: found(otlp.controlUrl),
    },
    traces: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${otlp.url}/v1/traces`,
      TRACES_READ_URL: `${otlp.url}/api/traces/{probe}`,
    },
    rum: {
      RUM_INTAKE_URL: rum.url,
      RUM_CLIENT_TOKEN: rum.clientToken,
      RUM_READ_URL: found(rum.controlUrl),
    },
  };
}
