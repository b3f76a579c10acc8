/** @jest-environment node */
import type { Decision } from '@unite/tracing';

import { apmConfig, withoutAddress } from './apm-config.ts';
import { readTelemetryConfig } from './telemetry-config.ts';

const decisions: Readonly<Record<string, Decision>> = {
  kept: { outcome: 'kept', reason: 'slow' },
  dropped: { outcome: 'dropped' },
  open: { outcome: 'open' },
};
const config = (env: Record<string, string>) =>
  apmConfig(readTelemetryConfig(env, []), '1.0.0', { explain: (traceId) => decisions[traceId] });
const event = (request: object, more: object = {}) =>
  withoutAddress({ type: undefined, request, ...more });

describe('the web server', () => {
  it('measures for scrapes alone where nothing is set', () => {
    expect(config({})).toEqual({
      service: { name: 'unite-web', version: '1.0.0', environment: 'development' },
      metrics: { isTraceKept: expect.any(Function) },
    });
  });

  it('shows traces as examples once they are kept', () => {
    const isKept = config({}).metrics?.isTraceKept;
    expect(['kept', 'dropped', 'open', 'unknown'].map((id) => isKept?.(id))).toEqual([
      true,
      false,
      undefined,
      undefined,
    ]);
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
      metrics: {
        isTraceKept: expect.any(Function),
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
