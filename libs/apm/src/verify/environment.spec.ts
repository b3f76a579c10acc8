import { backendVariables, targetsOf } from './environment.ts';

describe('the targets of an environment', () => {
  it('are none without variables, and with empty ones', () => {
    const empty = Object.fromEntries(backendVariables.map((name) => [name, '']));
    for (const env of [{}, empty])
      expect(Object.values(targetsOf(env)).every((target) => target === undefined)).toBe(true);
  });

  it('are one for each variable that names a backend', () => {
    for (const name of backendVariables) {
      const targets = Object.values(targetsOf({ [name]: 'x' }));
      expect(targets.filter((target) => target !== undefined)).toHaveLength(1);
    }
  });

  it('have the way to read back with its token', () => {
    const env = { SENTRY_DSN: 'd', SENTRY_READ_URL: 'u', SENTRY_READ_TOKEN: 't' };
    expect(targetsOf(env).sentry).toEqual({ dsn: 'd', readBack: { url: 'u', token: 't' } });
  });

  it('keep a backend of which only a part is set, so that the rest is asked for', () => {
    expect(targetsOf({ RUM_CLIENT_TOKEN: 't' }).rum).toMatchObject({ intakeUrl: '' });
    expect(targetsOf({ SENTRY_READ_TOKEN: 't' }).sentry).toMatchObject({ readBack: { url: '' } });
  });

  it('send traces where metrics go when only a way to read them back is set', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://h:1/', TRACES_READ_URL: 'u' };
    expect(targetsOf(env).traces).toMatchObject({ endpoint: 'http://h:1/v1/traces' });
    const apart = { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x' };
    expect(targetsOf(apart).traces).toMatchObject({ endpoint: 'http://t/x' });
  });

  it('take the port of the Agent where none is set', () => {
    expect(targetsOf({ DD_AGENT_HOST: 'h' }).dogstatsd).toMatchObject({ port: 8125 });
    expect(targetsOf({ DD_AGENT_HOST: 'h', DD_DOGSTATSD_PORT: 'x' }).dogstatsd?.port).toBeNaN();
  });

  it.each([
    ['api-key=a%20b, x = 1', { 'api-key': 'a b', x: '1' }],
    ['key=a=b', { key: 'a=b' }],
    ['key=100%', { key: '100%' }],
    ['', {}],
  ])('read the headers %j', (text, headers) => {
    expect(targetsOf({ OTEL_EXPORTER_OTLP_HEADERS: text, OTLP_READ_URL: 'u' }).otlp).toMatchObject({
      headers,
    });
    expect(
      Object.keys(
        targetsOf({ OTEL_EXPORTER_OTLP_HEADERS: text, OTLP_READ_URL: 'u' }).otlp?.headers ?? {},
      ),
    ).toEqual(Object.keys(headers));
  });
});
