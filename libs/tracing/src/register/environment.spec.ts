import { configOf } from './environment.ts';

describe('the environment of a process', () => {
  it('says who is traced, where traces go and whom they are told to', () => {
    const config = configOf(
      {
        OTEL_SERVICE_NAME: 'shop',
        OTEL_SERVICE_VERSION: '1.4.0',
        UNITE_ENVIRONMENT: 'staging',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
        UNITE_PROPAGATE_TO: 'https://api.example.com/v1, https://b.example.com',
      },
      undefined,
    );
    expect(config).toMatchObject({
      service: { name: 'shop', version: '1.4.0', environment: 'staging' },
      traces: { otlp: { url: 'http://collector:4318/v1/traces' }, sampleRatio: 0.25 },
      metrics: { otlp: { url: 'http://collector:4318/v1/metrics' } },
    });
    const isTold = (url: string) => config.traces?.propagateTo?.(new URL(url));
    expect(isTold('https://api.example.com/contacts')).toBe(true);
    expect(isTold('https://api.example.com.evil.org/')).toBe(false);
  });

  it('that says nothing sends nothing anywhere', () => {
    expect(configOf({ NODE_ENV: 'production' }, undefined)).toEqual({
      service: { name: 'unknown_service', version: '0.0.0', environment: 'production' },
      traces: {},
    });
  });

  it('is refused with origins that are none', () => {
    expect(() => configOf({ UNITE_PROPAGATE_TO: 'api.example.com' }, undefined)).toThrow(
      'UNITE_PROPAGATE_TO has "api.example.com"',
    );
  });
});
