/** Where telemetry of the web server and of its pages goes; null where it does not. */
export interface TelemetryConfig {
  /** `production`, `staging`, …; stands in metrics and reports, and decides how many sessions are recorded. */
  readonly environment: string;
  /** Bearer token for `/metrics`; without one only this machine is answered. */
  readonly metricsToken: string | null;
  /** Secret that stands for workspaces in what leaves; without one they are not told apart. */
  readonly salt: string | null;
  readonly sentry: {
    readonly dsn: string;
    readonly salt: string;
    readonly spoolFolder: string | null;
  } | null;
  readonly dogstatsd: { readonly host: string; readonly port: number } | null;
  /** Without a trailing slash. */
  readonly otlpUrl: string | null;
  /** Datadog RUM in the pages. */
  readonly rum: {
    readonly applicationId: string;
    readonly clientToken: string;
    /** Origin that takes the batches. */
    readonly intakeUrl: string;
  } | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

const minSecretLength = 16;
/** Datadog's intake in the US1 region. */
const defaultIntake = 'https://browser-intake-datadoghq.com';

/**
 * Reads the settings of telemetry. All of them may be absent; a variable that is set to nothing is.
 * @param faults takes a sentence for each one that is wrong, without its value
 */
export function readTelemetryConfig(env: Environment, faults: string[]): TelemetryConfig {
  const valid = (name: string, isValid: (value: string) => boolean, problem: string) => {
    const value = env[name] || null;
    if (value === null || isValid(value)) return value;
    faults.push(`${name} ${problem}`);
    return null;
  };
  const secret = (name: string) =>
    valid(
      name,
      ({ length }) => length >= minSecretLength,
      `must have at least ${minSecretLength} characters`,
    );
  const address = (name: string) => valid(name, isHttpUrl, 'must be an http(s):// address');
  const together = (name: string, other: string) => {
    if (env[name] && !env[other]) faults.push(`${other} is needed with ${name}`);
  };

  const salt = secret('TELEMETRY_SALT');
  const dsn = address('SENTRY_DSN');
  const host = valid('DD_AGENT_HOST', isHost, 'must be a host name or an IP address');
  const port = valid('DD_DOGSTATSD_PORT', isPort, 'must be a whole number from 1 to 65535');
  const applicationId = valid('RUM_APPLICATION_ID', isWord, 'must be the id of a RUM application');
  const clientToken = valid('RUM_CLIENT_TOKEN', isWord, 'must be the client token of RUM');
  const intake = valid('RUM_INTAKE_URL', isOrigin, 'must be an origin such as ' + defaultIntake);
  const otlp = address('OTEL_EXPORTER_OTLP_ENDPOINT');
  const environment = valid('UNITE_ENVIRONMENT', isEnvironment, 'must be a lower-case word');
  const metricsToken = secret('METRICS_TOKEN');
  together('SENTRY_DSN', 'TELEMETRY_SALT');
  together('RUM_APPLICATION_ID', 'RUM_CLIENT_TOKEN');
  together('RUM_CLIENT_TOKEN', 'RUM_APPLICATION_ID');
  return {
    environment: environment ?? 'development',
    metricsToken,
    salt,
    sentry: dsn && salt ? { dsn, salt, spoolFolder: env['ERROR_SPOOL_FOLDER'] || null } : null,
    dogstatsd: host ? { host, port: Number(port ?? 8125) } : null,
    otlpUrl: otlp?.replace(/\/+$/, '') ?? null,
    rum:
      applicationId && clientToken
        ? { applicationId, clientToken, intakeUrl: intake ?? defaultIntake }
        : null,
  };
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** Only an origin: a batch is posted to a path of its own there. */
function isOrigin(value: string): boolean {
  return isHttpUrl(value) && new URL(value).origin === value;
}

const isHost = (value: string) => /^[\w.:-]+$/.test(value);
const isWord = (value: string) => /^[\w-]{1,100}$/.test(value);
const isEnvironment = (value: string) => /^[a-z][a-z0-9-]*$/.test(value);
const isPort = (value: string) =>
  /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535;
