import { inheritedEnvironment, webEnvironment } from './app-environment.ts';

describe('the environment of the apps', () => {
  it('is ours without what is meant for our own Node', () => {
    const env = {
      HOME: '/h',
      NODE_OPTIONS: '--x',
      NODE_V8_COVERAGE: 'c',
      JEST_WORKER_ID: '1',
      NODE_ENV: 'test',
    };
    expect(inheritedEnvironment(env)).toEqual({ HOME: '/h', NODE_ENV: 'production' });
  });

  it('of the web app tells it the api, the workspaces and the secret', () => {
    const workspaces = [{ id: '1', name: 'Demo', apiKey: 'uk_a' }];
    expect(webEnvironment('http://a', 3000, workspaces, 'secret', {})).toEqual({
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      UNITE_WEB_PORT: '3000',
      UNITE_API_URL: 'http://a',
      UNITE_WORKSPACES: JSON.stringify(workspaces),
      UNITE_SESSION_SECRET: 'secret',
    });
  });
});
