/** @jest-environment node */
import { ConfigError, readConfig } from './config.ts';

const good = {
  UNITE_API_URL: 'http://api.test:4000/',
  UNITE_WORKSPACES: '[{"id":"w1","name":"Acme","apiKey":"uk_secret"}]',
  UNITE_SESSION_SECRET: 'x'.repeat(32),
};

describe('the configuration', () => {
  it('is read from the environment, the address without its last slash', () => {
    expect(readConfig(good)).toEqual({
      apiUrl: 'http://api.test:4000',
      workspaces: [{ id: 'w1', name: 'Acme', apiKey: 'uk_secret' }],
      sessionSecret: 'x'.repeat(32),
      telemetry: expect.objectContaining({ environment: 'development' }),
    });
  });

  it('asks the API on this machine when no address is given', () => {
    expect(readConfig({ ...good, UNITE_API_URL: undefined }).apiUrl).toBe('http://127.0.0.1:4000');
  });

  it('names all faults at once', () => {
    const env = { UNITE_API_URL: 'ftp://x', UNITE_WORKSPACES: '[', SENTRY_DSN: 'ftp://x' };
    const read = () => readConfig(env);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/UNITE_API_URL[^]*UNITE_WORKSPACES[^]*UNITE_SESSION_SECRET[^]*SENTRY_DSN/);
  });

  it.each([
    '',
    '{}',
    '[]',
    '[null]',
    '[{"id":"w1","name":"Acme"}]',
    '[{"id":"","name":"a","apiKey":"k"}]',
  ])('refuses %s as workspaces', (workspaces) => {
    expect(() => readConfig({ ...good, UNITE_WORKSPACES: workspaces })).toThrow(/UNITE_WORKSPACES/);
  });

  it('never quotes a value, because it may be a key', () => {
    const read = () => readConfig({ ...good, UNITE_WORKSPACES: '[{"apiKey":"uk_secret"}]' });
    expect(read).toThrow(expect.not.objectContaining({ message: expect.stringContaining('uk_') }));
  });
});
