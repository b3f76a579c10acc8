import type { LocalServers } from './local-servers.ts';
import type { AppWorkspace } from './prepare-database.ts';

// Meant for this process's own Node: a test runner's flags would change how the apps run.
const notInherited = new Set(['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'JEST_WORKER_ID']);

/** The environment that apps inherit from ours. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).filter(([name]) => !notInherited.has(name));
  return { ...Object.fromEntries(entries), NODE_ENV: 'production' };
}

/**
 * The environment of the API on these servers. AI_BASE_URL, AI_API_KEY and AI_MODEL of `env` win
 * over the fake provider, so that a real one can be tried.
 */
export function apiEnvironment(
  { postgres, redis, ai }: Pick<LocalServers, 'postgres' | 'redis' | 'ai'>,
  port: number,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const fakeAi = { AI_BASE_URL: `${ai.url}/v1`, AI_API_KEY: ai.apiKey, AI_MODEL: ai.model };
  return {
    DRAIN_DELAY_MS: '0', // nothing balances load in front of a local API
    SHUTDOWN_GRACE_MS: '3000',
    ...inheritedEnvironment(env),
    ...(env.AI_BASE_URL ? {} : fakeAi),
    UNITE_API_HOST: '127.0.0.1',
    UNITE_API_PORT: String(port),
    DATABASE_URL: postgres.databaseUrl,
    DATABASE_REPLICA_URLS: postgres.replicaUrls.join(','),
    ...(redis ? { REDIS_URL: redis.url } : {}),
  };
}

/**
 * The environment of the web app.
 *
 * @param sessionSecret signs its cookies; 32 or more characters
 */
export function webEnvironment(
  apiUrl: string,
  port: number,
  workspaces: readonly AppWorkspace[],
  sessionSecret: string,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...inheritedEnvironment(env),
    NEXT_TELEMETRY_DISABLED: '1',
    UNITE_WEB_PORT: String(port),
    UNITE_API_URL: apiUrl,
    UNITE_WORKSPACES: JSON.stringify(workspaces),
    UNITE_SESSION_SECRET: sessionSecret,
  };
}
