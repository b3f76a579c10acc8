/** @jest-environment node */
import { readConfig } from '../config.ts';
import { registerConfig, withoutAddress } from './register-config.ts';

const environment = {
  UNITE_API_URL: 'http://api:4000',
  UNITE_WORKSPACES: '[{"id":"w1","name":"Acme","apiKey":"uk_secret"}]',
  UNITE_SESSION_SECRET: 'x'.repeat(32),
};
const onKept = () => undefined;
const config = (env: Record<string, string>) =>
  registerConfig(readConfig({ ...environment, ...env }), '1.0.0', onKept);
const event = (request: object, more: object = {}) =>
  withoutAddress({ type: undefined, request, ...more });

describe('the web server', () => {
  it('measures for scrapes alone where nothing is set', () => {
    expect(config({})).toEqual({
      service: { name: 'unite-web', version: '1.0.0', environment: 'development' },
      traces: { onKept, propagateTo: expect.any(Function) },
      metrics: {},
    });
  });

  it('tells the API of its traces, and nobody else', () => {
    const propagateTo = config({}).traces?.propagateTo;
    const told = ['http://api:4000/api/contacts', 'http://api/', 'https://example.com/api'];
    expect(told.map((url) => propagateTo?.(new URL(url)))).toEqual([true, false, false]);
  });

  it('sends to what is set', () => {
    expect(
      config({
        UNITE_ENVIRONMENT: 'production',
        TELEMETRY_SALT: 'another-long-random-text',
        SENTRY_DSN: 'https://key@o1.ingest.sentry.io/2',
        ERROR_SPOOL_FOLDER: '/spool',
        DD_AGENT_HOST: 'agent',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      }),
    ).toEqual({
      service: { name: 'unite-web', version: '1.0.0', environment: 'production' },
      traces: {
        onKept,
        propagateTo: expect.any(Function),
        otlp: { url: 'http://collector:4318/v1/traces' },
      },
      metrics: {
        dogstatsd: { host: 'agent', port: 8125 },
        otlp: { url: 'http://collector:4318/v1/metrics' },
      },
      errors: {
        dsn: 'https://key@o1.ingest.sentry.io/2',
        salt: 'another-long-random-text',
        spool: { folder: '/spool' },
        beforeSend: withoutAddress,
      },
    });
  });
});

describe('an error report', () => {
  it('names workspace and pattern, and nothing else of an address', () => {
    const request = { method: 'GET', url: '/w/w1/contacts/c1', query_string: 'search=Ada' };
    expect(event(request)).toEqual({
      request: { method: 'GET', url: '/w/[workspace]/contacts/[id]' },
      tags: { workspace: 'w1' },
    });
  });

  it('keeps the workspace that it has, and has none where there is none', () => {
    const tags = { workspace: 'w2' };
    expect(event({ url: '/w/w1/contacts' }, { tags })).toMatchObject({ tags });
    expect(event({ url: '/' })).toEqual({ request: { url: '/' } });
    expect(event({})).toEqual({ request: {} });
  });
});
