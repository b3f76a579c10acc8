/** How a backend is asked whether the probe is there. */
export interface ReadBack {
  /**
   * Address that is asked by GET, with `{probe}` where the probe's id belongs, e.g.
   * `https://sentry.io/api/0/projects/acme/api/events/{probe}/`. An answer 2xx with the id in it means seen.
   */
  readonly url: string;
  /** Sent as bearer token. Default: none. */
  readonly token?: string | undefined;
}

/** A push backend's way to confirm. */
interface Readable {
  /** Absent: what was sent stays unconfirmed. */
  readonly readBack?: ReadBack | undefined;
}

/** Sentry's store of events. */
export interface SentryTarget extends Readable {
  /** As SDKs get it: `https://<key>@<host>/<project>`. */
  readonly dsn: string;
}

/** A Datadog Agent that takes DogStatsD over UDP. */
export interface DogstatsdTarget extends Readable {
  /** Name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** A collector that takes OTLP over HTTP. */
export interface OtlpTarget extends Readable {
  /** As in `OTEL_EXPORTER_OTLP_ENDPOINT`, without `/v1/metrics`. */
  readonly endpoint: string;
  /** Sent with the probe, e.g. an API key. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What takes traces by OTLP over HTTP, e.g. Jaeger or a collector before it. */
export interface TracesTarget extends Readable {
  /** As in `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`: the whole address, e.g. `http://127.0.0.1:4318/v1/traces`. */
  readonly endpoint: string;
  /** Sent with the probe, e.g. an API key. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What Prometheus scrapes, and Prometheus. It pulls, so that nothing is sent: the probe is the process itself. */
export interface PrometheusTarget {
  /** The program's metrics, e.g. `http://127.0.0.1:4000/metrics`. */
  readonly metricsUrl: string;
  /** Sent with the scrape as bearer token. Default: none. */
  readonly metricsToken?: string | undefined;
  /**
   * Prometheus' own address, without `/api/v1`. Absent: the scrape itself counts as seen, which tells what
   * a Prometheus would get and not that one comes.
   */
  readonly prometheusUrl?: string | undefined;
}

/** Datadog's intake of RUM events. */
export interface RumTarget extends Readable {
  /** Without `/api/v2/rum`, e.g. `https://browser-intake-datadoghq.com`. */
  readonly intakeUrl: string;
  readonly clientToken: string;
}

/** What is verified; a backend that is absent is not. */
export interface VerifyTargets {
  readonly sentry?: SentryTarget | undefined;
  readonly dogstatsd?: DogstatsdTarget | undefined;
  readonly otlp?: OtlpTarget | undefined;
  readonly traces?: TracesTarget | undefined;
  readonly prometheus?: PrometheusTarget | undefined;
  readonly rum?: RumTarget | undefined;
}

/** Name of a backend. */
export type Backend = keyof VerifyTargets;
