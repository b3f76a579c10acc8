import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describeFaults, readCommandConfig, readConfig, settings } from './config.ts';

const databaseUrl = 'postgres://unite_app:hush@127.0.0.1:5432/unite';

describe('the environment', () => {
  it('needs only a database', () => {
    expect(readConfig({ DATABASE_URL: databaseUrl })).toEqual({
      ok: true,
      config: {
        databaseUrl,
        replicaUrls: [],
        redisUrl: null,
        isCached: true,
        ai: null,
        host: '127.0.0.1',
        port: 4000,
        logLevel: 'info',
        drainDelayMs: 5000,
        shutdownGraceMs: 25_000,
        telemetry: {
          environment: 'development',
          metricsToken: null,
          sentry: null,
          dogstatsd: null,
          otlpUrl: null,
          salt: null,
          isTraced: true,
          inbound: 'edge',
          forceSecrets: [],
        },
      },
    });
  });

  it('is read completely', () => {
    const result = readConfig({
      DATABASE_URL: databaseUrl,
      DATABASE_REPLICA_URLS: `${databaseUrl}, ${databaseUrl}`,
      REDIS_URL: 'redis://127.0.0.1:6379',
      AI_BASE_URL: 'http://127.0.0.1:1/v1',
      AI_API_KEY: 'sk-hush',
      AI_MODEL: 'tiny',
      AI_PRICES: '1.5,6',
      UNITE_API_HOST: '0.0.0.0',
      UNITE_API_PORT: '0',
      LOG_LEVEL: 'debug',
      DRAIN_DELAY_MS: '0',
      SHUTDOWN_GRACE_MS: '3000',
    });
    expect(result).toMatchObject({
      ok: true,
      config: {
        replicaUrls: [databaseUrl, databaseUrl],
        ai: {
          ...{ baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'sk-hush', model: 'tiny' },
          price: { inputMillionTokens: 1.5, outputMillionTokens: 6 },
        },
        port: 0,
        shutdownGraceMs: 3000,
      },
    });
  });

  it('lists every fault at once, with an example and without the value', () => {
    const bad = 'hush-hush';
    const result = readConfig({
      DATABASE_URL: ' ',
      DATABASE_REPLICA_URLS: `${databaseUrl},${bad}`,
      REDIS_URL: bad,
      AI_BASE_URL: bad,
      UNITE_API_HOST: `${bad}!`,
      UNITE_API_PORT: '65536',
      LOG_LEVEL: bad,
      DRAIN_DELAY_MS: '1e3',
      SHUTDOWN_GRACE_MS: '-1',
    });
    const faults = result.ok ? [] : result.faults;
    expect(faults.map(({ name }) => name).sort()).toEqual([
      ...['AI_BASE_URL', 'AI_MODEL', 'DATABASE_REPLICA_URLS', 'DATABASE_URL', 'DRAIN_DELAY_MS'],
      ...['LOG_LEVEL', 'REDIS_URL', 'SHUTDOWN_GRACE_MS', 'UNITE_API_HOST', 'UNITE_API_PORT'],
    ]);
    const text = describeFaults(faults);
    expect(text).not.toContain(bad);
    expect(text).toContain('DATABASE_URL is missing, for example DATABASE_URL=postgres://');
  });

  it.each([
    [{ AI_MODEL: 'tiny' }, 'AI_BASE_URL'],
    [{ AI_BASE_URL: 'http://127.0.0.1:1' }, 'AI_MODEL'],
    [{ AI_PRICES: '1,2' }, 'AI_MODEL'],
    [{ AI_BASE_URL: 'http://127.0.0.1:1', AI_MODEL: 'tiny', AI_PRICES: '1' }, 'AI_PRICES'],
    [{ AI_BASE_URL: 'http://127.0.0.1:1', AI_MODEL: 'tiny', AI_PRICES: '-1,2' }, 'AI_PRICES'],
    [{ DRAIN_DELAY_MS: '20000', SHUTDOWN_GRACE_MS: '21000' }, 'SHUTDOWN_GRACE_MS'],
    [{ TRACING: 'no' }, 'TRACING'],
    [{ TRACE_INBOUND: 'anyone' }, 'TRACE_INBOUND'],
    [{ TRACE_FORCE_SECRETS: 'a secret that is long,short' }, 'TRACE_FORCE_SECRETS'],
  ])('refuses what does not work: %j', (environment, name) => {
    const result = readConfig({ DATABASE_URL: databaseUrl, ...environment });
    expect(result).toMatchObject({ ok: false, faults: [{ name }] });
  });

  it('needs the owner’s address for the commands', () => {
    expect(readCommandConfig({})).toMatchObject({
      ok: false,
      faults: [{ name: 'DATABASE_MIGRATION_URL', problem: 'is missing' }],
    });
    expect(readCommandConfig({ DATABASE_MIGRATION_URL: databaseUrl })).toEqual({
      ok: true,
      config: { migrationUrl: databaseUrl },
    });
  });

  it('is documented, setting by setting', () => {
    const readme = readFileSync(join(projectFolder(), 'README.md'), 'utf8');
    for (const [name, setting] of Object.entries(settings)) {
      const fallback = 'default' in setting ? `\`${setting.default}\`` : '';
      expect(readme).toContain(`| \`${name}\` | ${setting.purpose} | ${fallback} |`);
    }
  });
});

function projectFolder(): string {
  return join(process.cwd(), process.cwd().endsWith('api') ? '.' : 'apps/api');
}
