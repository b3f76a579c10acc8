import { readTelemetryConfig, type TelemetryConfig } from './telemetry/telemetry-config.ts';

/** One workspace that the sign-in stand-in offers. */
export interface WorkspaceAccess {
  readonly id: string;
  readonly name: string;
  /** The API key of the workspace. It never leaves the web server. */
  readonly apiKey: string;
}

/** What the web server was told by its environment. */
export interface WebConfig {
  /** Where the API answers, without a trailing slash. Default `http://127.0.0.1:4000`. */
  readonly apiUrl: string;
  /** The workspaces to choose from, in their order. */
  readonly workspaces: readonly WorkspaceAccess[];
  /** Signs the session cookie; at least 32 characters. */
  readonly sessionSecret: string;
  /** Where telemetry goes; by default it stays in this process. */
  readonly telemetry: TelemetryConfig;
}

/** The environment does not describe a server that can run. The message lists every fault. */
export class ConfigError extends Error {
  readonly code = 'WEB_CONFIG_INVALID';

  constructor(faults: readonly string[]) {
    super(['The web server cannot start:', ...faults.map((fault) => `- ${fault}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

const minSecretLength = 32;

function readApiUrl(value: string | undefined, faults: string[]): string {
  const url = value ?? 'http://127.0.0.1:4000';
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    faults.push('UNITE_API_URL must be an http or https address');
  }
  return url.replace(/\/+$/, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isWorkspaceAccess(value: unknown): value is WorkspaceAccess {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, apiKey } = value as Record<string, unknown>; // any object has unknown members
  return [id, name, apiKey].every((it) => typeof it === 'string' && it !== '');
}

function readWorkspaces(value: string | undefined, faults: string[]): readonly WorkspaceAccess[] {
  const list = parseJson(value ?? '');
  if (Array.isArray(list) && list.length > 0 && list.every(isWorkspaceAccess)) return list;
  // The value holds keys, so the message does not quote it.
  faults.push('UNITE_WORKSPACES must be a JSON array of one or more {"id","name","apiKey"}');
  return [];
}

function readSecret(value: string | undefined, faults: string[]): string {
  const secret = value ?? '';
  if (secret.length < minSecretLength) {
    faults.push(`UNITE_SESSION_SECRET must have at least ${minSecretLength} characters`);
  }
  return secret;
}

/**
 * Reads and checks the environment.
 * @throws {ConfigError} naming every variable that is missing or wrong, never a value of one.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): WebConfig {
  const faults: string[] = [];
  const config = {
    apiUrl: readApiUrl(env['UNITE_API_URL'], faults),
    workspaces: readWorkspaces(env['UNITE_WORKSPACES'], faults),
    sessionSecret: readSecret(env['UNITE_SESSION_SECRET'], faults),
    telemetry: readTelemetryConfig(env, faults),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

let current: WebConfig | undefined;

/**
 * The configuration of this process, read at the first call: never while building.
 * @throws {ConfigError} as {@link readConfig}.
 */
export function config(): WebConfig {
  current ??= readConfig(process.env);
  return current;
}
