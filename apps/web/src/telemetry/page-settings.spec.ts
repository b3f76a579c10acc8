import { pageSettings, pageSettingsName, readPageSettings } from './page-settings.ts';
import { readTelemetryConfig } from './telemetry-config.ts';

const config = (env: Record<string, string>) => readTelemetryConfig(env, []);
const salt = 'another-long-random-text';
const dsn = 'https://key@o1.ingest.sentry.io/2';

describe('the settings of a page', () => {
  it('are absent where pages report to no vendor', () => {
    expect(pageSettings(config({ TELEMETRY_SALT: salt }), '1', 'hash')).toBeUndefined();
    expect(readPageSettings(document)).toBeUndefined();
  });

  it('name vendors and nothing secret, and are read out of the document', () => {
    const settings = pageSettings(
      config({
        SENTRY_DSN: dsn,
        TELEMETRY_SALT: salt,
        ERROR_SPOOL_FOLDER: '/spool',
        METRICS_TOKEN: 'a-long-random-text',
        RUM_APPLICATION_ID: '0-1',
        RUM_CLIENT_TOKEN: 'pub1',
      }),
      '1.0.0',
      'hash',
    );
    expect(settings).toEqual({
      environment: 'development',
      release: '1.0.0',
      workspace: 'hash',
      sentry: { dsn },
      rum: { applicationId: '0-1', clientToken: 'pub1' },
    });
    const meta = document.createElement('meta');
    Object.assign(meta, { name: pageSettingsName, content: JSON.stringify(settings) });
    document.head.append(meta);
    expect(readPageSettings(document)).toEqual(settings);
  });

  it('have no workspace where nobody is signed in', () => {
    const settings = pageSettings(
      config({ RUM_APPLICATION_ID: '0-1', RUM_CLIENT_TOKEN: 'pub1' }),
      '1',
      undefined,
    );
    expect(Object.keys(settings ?? {})).toEqual(['environment', 'release', 'rum']);
  });
});
