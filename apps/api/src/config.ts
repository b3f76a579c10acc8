import type { ModelPrice } from '@unite/apm/cost';
import { z } from 'zod';

/** A setting of the service, as the README lists it. */
export interface Setting {
  readonly schema: z.ZodType;
  /** What it is for and what its absence means. */
  readonly purpose: string;
  readonly example: string;
  /** Text form of the default; undefined when there is none. */
  readonly default?: string;
}

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a postgres:// address',
});
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s):// address' });

function wholeNumber(min: number, max: number): z.ZodType<number> {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, { error })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error });
}

/** Every setting that the service and its two commands read from the environment. */
export const settings = {
  DATABASE_URL: {
    schema: postgresUrl,
    purpose: 'PostgreSQL as role `unite_app`. The service does not start without it.',
    example: 'postgres://unite_app:secret@127.0.0.1:5432/unite',
  },
  DATABASE_REPLICA_URLS: {
    schema: z
      .string()
      .transform((list) => list.split(',').map((one) => one.trim()))
      .pipe(z.array(postgresUrl)),
    purpose: 'Replicas, comma separated; shown on the operations page.',
    example: 'postgres://unite_app:secret@127.0.0.1:5433/unite',
  },
  DATABASE_MIGRATION_URL: {
    schema: postgresUrl,
    purpose: 'PostgreSQL as role `unite_owner`, for `migrate` and `provision` only.',
    example: 'postgres://unite_owner:secret@127.0.0.1:5432/unite',
  },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// address' }),
    purpose:
      'Redis, where instances share what they have cached: contacts and campaigns, in the clear, for 15 minutes at most, so only where who can read it may read them. Without it the service caches in memory alone, which is right for one instance.',
    example: 'redis://127.0.0.1:6379',
  },
  CACHE: {
    schema: z.enum(['on', 'off'], { error: 'must be on or off' }),
    purpose:
      'Whether contacts, campaigns and their counts are cached; `off` to find out what that is worth, and for several instances without Redis.',
    example: 'off',
    default: 'on',
  },
  AI_BASE_URL: {
    schema: httpUrl,
    purpose: 'OpenAI-compatible address for drafts. Without it drafts answer `ai-unavailable`.',
    example: 'https://api.openai.com/v1',
  },
  AI_API_KEY: {
    schema: z.string(),
    purpose: 'Key for AI_BASE_URL, when it wants one.',
    example: 'sk-…',
  },
  AI_MODEL: {
    schema: z.string().max(200, { error: 'must have at most 200 characters' }),
    purpose: 'Model that writes drafts; needed with AI_BASE_URL.',
    example: 'gpt-5-mini',
  },
  AI_PRICES: {
    schema: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,9})?,\d{1,6}(\.\d{1,9})?$/, {
        error: 'must be two prices with a comma between them',
      })
      .transform((text) => {
        const [inputMillionTokens = 0, outputMillionTokens = 0] = text.split(',').map(Number);
        return { inputMillionTokens, outputMillionTokens };
      }),
    purpose:
      'What a million tokens cost that go into AI_MODEL, and that come out, in USD. Without it drafts cost nothing that is known.',
    example: '1.5,6',
  },
  UNITE_API_HOST: {
    schema: z.string().regex(/^[\w.:-]+$/, { error: 'must be a host name or an IP address' }),
    purpose: 'Address to listen on.',
    example: '0.0.0.0',
    default: '127.0.0.1',
  },
  UNITE_API_PORT: {
    schema: wholeNumber(0, 65_535),
    purpose: 'Port to listen on; 0 takes a free one.',
    example: '4000',
    default: '4000',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    }),
    purpose: 'Least severe log lines that are written.',
    example: 'warn',
    default: 'info',
  },
  DRAIN_DELAY_MS: {
    schema: wholeNumber(0, 300_000),
    purpose:
      'How long an instance that was told to stop keeps serving, in milliseconds, so that load balancers see `/readyz` first: their poll interval times their failure count.',
    example: '10000',
    default: '5000',
  },
  SHUTDOWN_GRACE_MS: {
    schema: wholeNumber(1_000, 600_000),
    purpose:
      'Longest time from the signal to the exit, in milliseconds; what still runs 2 s before is cut off. Below the orchestrator’s own limit.',
    example: '25000',
    default: '25000',
  },
  UNITE_ENVIRONMENT: {
    schema: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'must be a lower-case word' }),
    purpose: 'Where it runs: `production`, `staging`, …; stands in metrics and error reports.',
    example: 'production',
    default: 'development',
  },
  METRICS_TOKEN: {
    schema: z.string().min(16, { error: 'must have at least 16 characters' }),
    purpose: 'Bearer token for `/metrics`. Without it only this machine is answered.',
    example: 'a-long-random-text',
  },
  SENTRY_DSN: {
    schema: httpUrl,
    purpose: 'Sentry project for error reports. Without it errors are only logged and counted.',
    example: 'https://key@o1.ingest.sentry.io/2',
  },
  TELEMETRY_SALT: {
    schema: z.string().min(16, { error: 'must have at least 16 characters' }),
    purpose:
      'Secret that people and workspaces are hashed with, in log lines and error reports; needed with SENTRY_DSN. Without it log lines do not tell who asked.',
    example: 'another-long-random-text',
  },
  ERROR_SPOOL_FOLDER: {
    schema: z.string(),
    purpose:
      'Folder where error reports wait for Sentry, also through a crash. Without it they wait in memory.',
    example: '/var/lib/unite-api/errors',
  },
  DD_AGENT_HOST: {
    schema: z.string().regex(/^[\w.:-]+$/, { error: 'must be a host name or an IP address' }),
    purpose: 'Datadog Agent that takes DogStatsD. Without it nothing is sent.',
    example: '127.0.0.1',
  },
  DD_DOGSTATSD_PORT: {
    schema: wholeNumber(1, 65_535),
    purpose: 'UDP port of the Datadog Agent.',
    example: '8125',
    default: '8125',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: httpUrl,
    purpose:
      'OpenTelemetry Collector that takes metrics and traces by OTLP over HTTP. Without it none are sent.',
    example: 'http://127.0.0.1:4318',
  },
  TRACING: {
    schema: z.enum(['on', 'off'], { error: 'must be on or off' }),
    purpose: 'Whether requests are traced; `off` to find out what that costs.',
    example: 'off',
    default: 'on',
  },
  TRACE_INBOUND: {
    schema: z.enum(['edge', 'internal'], { error: 'must be edge or internal' }),
    purpose:
      'Who sends requests with a trace: `edge` lets nobody decide what is sampled, `internal` follows the caller; only where nobody but services of yours can call.',
    example: 'internal',
    default: 'edge',
  },
  TRACE_FORCE_SECRETS: {
    schema: z
      .string()
      .transform((list) => list.split(',').map((one) => one.trim()))
      .refine((all) => all.every(({ length }) => length >= 16), {
        error: 'must have at least 16 characters in each part',
      }),
    purpose:
      'Secrets, comma separated, with which operators sign `x-unite-trace` to have a trace kept. Without one nobody can.',
    example: 'a-third-long-random-text',
  },
} as const satisfies Record<string, Setting>;

/** The name of a setting. */
export type SettingName = keyof typeof settings;

/** Where the service's telemetry goes; null where it does not. */
export interface TelemetryConfig {
  readonly environment: string;
  readonly metricsToken: string | null;
  readonly sentry: {
    readonly dsn: string;
    readonly salt: string;
    readonly spoolFolder: string | null;
  } | null;
  readonly dogstatsd: { readonly host: string; readonly port: number } | null;
  readonly otlpUrl: string | null;
  /** Secret that people and workspaces are hashed with; null where none of them is told of. */
  readonly salt: string | null;
  readonly isTraced: boolean;
  readonly inbound: 'edge' | 'internal';
  /** Empty where no trace can be forced. */
  readonly forceSecrets: readonly string[];
}

/** What the service runs with. */
export interface Config {
  readonly databaseUrl: string;
  readonly replicaUrls: readonly string[];
  readonly redisUrl: string | null;
  readonly isCached: boolean;
  readonly ai: {
    readonly baseUrl: string;
    readonly apiKey: string | null;
    readonly model: string;
    /** Of `model`, in the currency of the price books; null where nobody has told. */
    readonly price: ModelPrice | null;
  } | null;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  readonly drainDelayMs: number;
  readonly shutdownGraceMs: number;
  readonly telemetry: TelemetryConfig;
}

/** One thing that is wrong with the environment; never holds the value. */
export interface ConfigFault {
  readonly name: SettingName;
  readonly problem: string;
  readonly example: string;
}

/** The environment as read: a config, or everything that is wrong with it. */
export type ConfigResult<T> =
  | { readonly ok: true; readonly config: T }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Environment variables; blank ones count as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the service's config and lists all faults at once. */
export function readConfig(environment: Environment = process.env): ConfigResult<Config> {
  return parse(
    z
      .object({
        DATABASE_URL: settings.DATABASE_URL.schema,
        DATABASE_REPLICA_URLS: settings.DATABASE_REPLICA_URLS.schema.default([]),
        REDIS_URL: settings.REDIS_URL.schema.optional(),
        CACHE: settings.CACHE.schema,
        AI_BASE_URL: settings.AI_BASE_URL.schema.optional(),
        AI_API_KEY: settings.AI_API_KEY.schema.optional(),
        AI_MODEL: settings.AI_MODEL.schema.optional(),
        AI_PRICES: settings.AI_PRICES.schema.optional(),
        UNITE_API_HOST: settings.UNITE_API_HOST.schema,
        UNITE_API_PORT: settings.UNITE_API_PORT.schema,
        LOG_LEVEL: settings.LOG_LEVEL.schema,
        DRAIN_DELAY_MS: settings.DRAIN_DELAY_MS.schema,
        SHUTDOWN_GRACE_MS: settings.SHUTDOWN_GRACE_MS.schema,
        UNITE_ENVIRONMENT: settings.UNITE_ENVIRONMENT.schema,
        METRICS_TOKEN: settings.METRICS_TOKEN.schema.optional(),
        SENTRY_DSN: settings.SENTRY_DSN.schema.optional(),
        TELEMETRY_SALT: settings.TELEMETRY_SALT.schema.optional(),
        ERROR_SPOOL_FOLDER: settings.ERROR_SPOOL_FOLDER.schema.optional(),
        DD_AGENT_HOST: settings.DD_AGENT_HOST.schema.optional(),
        DD_DOGSTATSD_PORT: settings.DD_DOGSTATSD_PORT.schema,
        OTEL_EXPORTER_OTLP_ENDPOINT: settings.OTEL_EXPORTER_OTLP_ENDPOINT.schema.optional(),
        TRACING: settings.TRACING.schema,
        TRACE_INBOUND: settings.TRACE_INBOUND.schema,
        TRACE_FORCE_SECRETS: settings.TRACE_FORCE_SECRETS.schema.default([]),
      })
      .transform((env) => ({
        databaseUrl: env.DATABASE_URL,
        replicaUrls: env.DATABASE_REPLICA_URLS,
        redisUrl: env.REDIS_URL ?? null,
        isCached: env.CACHE === 'on',
        ai:
          env.AI_BASE_URL === undefined || env.AI_MODEL === undefined
            ? null
            : {
                baseUrl: env.AI_BASE_URL,
                apiKey: env.AI_API_KEY ?? null,
                model: env.AI_MODEL,
                price: env.AI_PRICES ?? null,
              },
        host: env.UNITE_API_HOST,
        port: env.UNITE_API_PORT,
        logLevel: env.LOG_LEVEL,
        drainDelayMs: env.DRAIN_DELAY_MS,
        shutdownGraceMs: env.SHUTDOWN_GRACE_MS,
        telemetry: {
          environment: env.UNITE_ENVIRONMENT,
          metricsToken: env.METRICS_TOKEN ?? null,
          sentry:
            env.SENTRY_DSN === undefined || env.TELEMETRY_SALT === undefined
              ? null
              : {
                  dsn: env.SENTRY_DSN,
                  salt: env.TELEMETRY_SALT,
                  spoolFolder: env.ERROR_SPOOL_FOLDER ?? null,
                },
          dogstatsd:
            env.DD_AGENT_HOST === undefined
              ? null
              : { host: env.DD_AGENT_HOST, port: env.DD_DOGSTATSD_PORT },
          otlpUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
          salt: env.TELEMETRY_SALT ?? null,
          isTraced: env.TRACING === 'on',
          inbound: env.TRACE_INBOUND,
          forceSecrets: env.TRACE_FORCE_SECRETS,
        },
      })),
    environment,
    [...aiFaults(environment), ...graceFaults(environment), ...sentryFaults(environment)],
  );
}

/** What the commands `migrate` and `provision` run with. */
export interface CommandConfig {
  readonly migrationUrl: string;
}

/** Reads the config of the commands that work as the owner of the tables. */
export function readCommandConfig(
  environment: Environment = process.env,
): ConfigResult<CommandConfig> {
  return parse(
    z
      .object({ DATABASE_MIGRATION_URL: settings.DATABASE_MIGRATION_URL.schema })
      .transform((env) => ({ migrationUrl: env.DATABASE_MIGRATION_URL })),
    environment,
    [],
  );
}

/** What is wrong, one line for each setting, for the operator who started the process. */
export function describeFaults(faults: readonly ConfigFault[]): string {
  const lines = faults.map(
    ({ name, problem, example }) => `  ${name} ${problem}, for example ${name}=${example}`,
  );
  return `The environment is not complete:\n${lines.join('\n')}\n`;
}

/** An address without a model, a model without an address, and prices of no model, are half a configuration. */
function aiFaults({ AI_BASE_URL, AI_MODEL, AI_PRICES }: Environment): readonly ConfigFault[] {
  if (AI_PRICES && !AI_MODEL) return [fault('AI_MODEL', 'is needed with AI_PRICES')];
  if (Boolean(AI_BASE_URL) === Boolean(AI_MODEL)) return [];
  return [
    AI_BASE_URL
      ? fault('AI_MODEL', 'is needed with AI_BASE_URL')
      : fault('AI_BASE_URL', 'is needed with AI_MODEL'),
  ];
}

/** Ids in error reports are hashed, and a hash without a secret of ours can be looked up. */
function sentryFaults({ SENTRY_DSN, TELEMETRY_SALT }: Environment): readonly ConfigFault[] {
  return SENTRY_DSN && !TELEMETRY_SALT
    ? [fault('TELEMETRY_SALT', 'is needed with SENTRY_DSN')]
    : [];
}

/** Shortest time between the end of the drain delay and the end of the grace time, in milliseconds. */
const minAnsweringMs = 3_000;

/** A grace time that the drain delay uses up leaves none for the requests that are being answered. */
function graceFaults(environment: Environment): readonly ConfigFault[] {
  const drainMs = Number(environment['DRAIN_DELAY_MS'] ?? settings.DRAIN_DELAY_MS.default);
  const graceMs = Number(environment['SHUTDOWN_GRACE_MS'] ?? settings.SHUTDOWN_GRACE_MS.default);
  return graceMs - drainMs < minAnsweringMs
    ? [fault('SHUTDOWN_GRACE_MS', `must exceed DRAIN_DELAY_MS by at least ${minAnsweringMs}`)]
    : [];
}

function fault(name: SettingName, what: string): ConfigFault {
  return { name, problem: what, example: settings[name].example };
}

function parse<T>(
  schema: z.ZodType<T>,
  environment: Environment,
  further: readonly ConfigFault[],
): ConfigResult<T> {
  const filled = new Map<string, string | undefined>(
    // Typed as all settings, because only some of them name a default.
    Object.entries<Setting>(settings).map(([name, setting]) => [name, setting.default]),
  );
  for (const [name, value] of Object.entries(environment)) {
    if (value?.trim()) filled.set(name, value);
  }
  const result = schema.safeParse(Object.fromEntries(filled));
  if (result.success && further.length === 0) return { ok: true, config: result.data };
  const faults = new Map<SettingName, ConfigFault>();
  for (const issue of result.error?.issues ?? []) {
    // The keys of the schema are the names of settings.
    const name = String(issue.path[0]) as SettingName;
    const absent = filled.get(name) === undefined;
    if (!faults.has(name)) faults.set(name, fault(name, absent ? 'is missing' : issue.message));
  }
  for (const one of further) if (!faults.has(one.name)) faults.set(one.name, one);
  return { ok: false, faults: [...faults.values()] };
}
