/** @jest-environment node */
import { readTelemetryConfig } from './telemetry-config.ts';

const read = (env: Record<string, string>) => {
  const faults: string[] = [];
  return { config: readTelemetryConfig(env, faults), faults };
};
const salt = 'another-long-random-text';
const dsn = 'https://key@o1.ingest.sentry.io/2';

describe('the settings of telemetry', () => {
  it('may all be absent: then it stays in this process', () => {
    const nothing = {
      config: {
        environment: 'development',
        metricsToken: null,
        salt: null,
        sentry: null,
        dogstatsd: null,
        otlpUrl: null,
        rum: null,
      },
      faults: [],
    };
    expect(read({})).toEqual(nothing);
    expect(read({ SENTRY_DSN: '', RUM_CLIENT_TOKEN: '', METRICS_TOKEN: '' })).toEqual(nothing);
  });

  it('are read', () => {
    const { config, faults } = read({
      UNITE_ENVIRONMENT: 'staging',
      METRICS_TOKEN: 'a-long-random-text',
      TELEMETRY_SALT: salt,
      SENTRY_DSN: dsn,
      ERROR_SPOOL_FOLDER: '/var/lib/unite-web/errors',
      DD_AGENT_HOST: '10.0.0.1',
      DD_DOGSTATSD_PORT: '8126',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/',
      RUM_APPLICATION_ID: '0-1',
      RUM_CLIENT_TOKEN: 'pub1',
      RUM_INTAKE_URL: 'https://browser-intake-datadoghq.eu',
    });
    expect(faults).toEqual([]);
    expect(config).toEqual({
      environment: 'staging',
      metricsToken: 'a-long-random-text',
      salt,
      sentry: { dsn, salt, spoolFolder: '/var/lib/unite-web/errors' },
      dogstatsd: { host: '10.0.0.1', port: 8126 },
      otlpUrl: 'http://127.0.0.1:4318',
      rum: {
        applicationId: '0-1',
        clientToken: 'pub1',
        intakeUrl: 'https://browser-intake-datadoghq.eu',
      },
    });
  });

  it('have defaults beside what was set', () => {
    const { config } = read({
      DD_AGENT_HOST: 'agent',
      RUM_APPLICATION_ID: '0-1',
      RUM_CLIENT_TOKEN: 'pub1',
    });
    expect(config.dogstatsd?.port).toBe(8125);
    expect(config.rum?.intakeUrl).toBe('https://browser-intake-datadoghq.com');
  });

  it.each([
    ['SENTRY_DSN', 'ftp://key@host/2'],
    ['TELEMETRY_SALT', 'short'],
    ['METRICS_TOKEN', 'short'],
    ['DD_AGENT_HOST', 'my agent'],
    ['DD_DOGSTATSD_PORT', '65536'],
    ['DD_DOGSTATSD_PORT', '0'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '127.0.0.1:4318'],
    ['RUM_INTAKE_URL', 'https://intake.test/api/v2/rum'],
    ['RUM_APPLICATION_ID', '0"1'],
    ['UNITE_ENVIRONMENT', 'Production'],
  ])('%s cannot be %s, and the fault does not quote it', (name, value) => {
    const [fault = '', ...others] = read({
      RUM_CLIENT_TOKEN: 'pub1',
      RUM_APPLICATION_ID: '0-1',
      [name]: value,
    }).faults;
    expect(fault).toMatch(new RegExp(`^${name} must `));
    expect(fault).not.toContain(`${value} `);
    expect(others).toEqual(name === 'SENTRY_DSN' ? [expect.stringMatching(/^TELEMETRY_SALT/)] : []);
  });

  it.each([
    [{ SENTRY_DSN: dsn }, 'TELEMETRY_SALT is needed with SENTRY_DSN'],
    [{ RUM_CLIENT_TOKEN: 'pub1' }, 'RUM_APPLICATION_ID is needed with RUM_CLIENT_TOKEN'],
    [{ RUM_APPLICATION_ID: '0-1' }, 'RUM_CLIENT_TOKEN is needed with RUM_APPLICATION_ID'],
  ])('%p is half of a setting', (env, fault) => {
    expect(read(env).faults).toEqual([fault]);
  });
});
