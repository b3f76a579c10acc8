import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApp } from '../../src/app/app.ts';
import { isFreePort } from '../../src/network/free-port.ts';
import { readStackFile } from '../../src/app/stack-file.ts';
import { createStubCheckout, type StubCheckout } from './stub-checkout.ts';

interface Seen {
  readonly arguments?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const seenBy = async (url: string) => (await (await fetch(url)).json()) as Seen; // the stub's answer

describe('the app', () => {
  let checkout: StubCheckout;
  const env = { PATH: process.env.PATH, NODE_OPTIONS: '--no-warnings' };
  beforeEach(() => {
    checkout = createStubCheckout();
  });
  afterEach(() => checkout.remove());

  it('runs api and web on the servers, with the workspaces that were asked for', async () => {
    await using app = await startApp({
      root: checkout.root,
      env,
      replicas: 1,
      workspaces: ['One', 'Two'],
    });
    const api = await seenBy(app.apiUrl);
    expect(api.env).toMatchObject({
      DATABASE_URL: app.postgres.databaseUrl,
      DATABASE_REPLICA_URLS: app.postgres.replicaUrls.join(),
      REDIS_URL: app.redis?.url,
      AI_BASE_URL: `${app.ai.url}/v1`,
      AI_API_KEY: app.ai.apiKey,
      NODE_ENV: 'production',
    });
    expect(api.env).not.toHaveProperty('DATABASE_MIGRATION_URL');
    expect(api.env).not.toHaveProperty('NODE_OPTIONS');
    const web = await seenBy(app.webUrl);
    expect(web.arguments).toEqual(expect.arrayContaining(['start', '--hostname', '127.0.0.1']));
    expect(web.env.UNITE_API_URL).toBe(app.apiUrl);
    expect(JSON.parse(web.env.UNITE_WORKSPACES ?? '')).toEqual(app.workspaces);
    expect(app.workspace).toEqual({ id: 'id-of-One', name: 'One', apiKey: 'uk_One' });
    expect(readStackFile(checkout.root)).toBeNull();
  });

  it('leaves nothing that listens when it is closed', async () => {
    const app = await startApp({ root: checkout.root, env, replicas: 0 });
    const urls = [
      app.apiUrl,
      app.webUrl,
      app.postgres.databaseUrl,
      app.ai.url,
      app.redis?.url ?? app.ai.url,
    ];
    await app.close();
    const free = await Promise.all(urls.map((url) => isFreePort(Number(new URL(url).port))));
    expect(free).toEqual(urls.map(() => true));
  });

  it('stops, starts and crashes one of its processes on the same address', async () => {
    await using app = await startApp({ root: checkout.root, env, replicas: 0 });
    const { api } = app;
    const pid = api.pid;
    await api.stop();
    await expect(fetch(app.apiUrl)).rejects.toThrow();
    await api.start();
    expect((await seenBy(app.apiUrl)).env.UNITE_API_PORT).toBe(new URL(app.apiUrl).port);
    expect(api.pid).not.toBe(pid);
    await api.crash();
    await expect(api.ended).resolves.toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('says how a process ended by itself, with its last words', async () => {
    await using app = await startApp({ root: checkout.root, env, replicas: 0 });
    await fetch(`${app.webUrl}/crash`).catch(() => undefined);
    await app.web.ended;
    expect(app.web.exitError()).toMatchObject({
      code: 'STACK_SERVER_EXITED',
      shortage: { why: expect.stringMatching(/exit code 3[^]*last words/) as string },
    });
  });

  it('writes the stack file for its life when asked to', async () => {
    const app = await startApp({ root: checkout.root, env, replicas: 0, stackFile: true });
    expect(readStackFile(checkout.root)).toMatchObject({
      pid: process.pid,
      api: { url: app.apiUrl, pid: app.api.pid },
      web: { url: app.webUrl },
      demo: { workspaceId: 'id-of-Demo', workspaceName: 'Demo', apiKey: 'uk_Demo' },
    });
    await app.close();
    expect(existsSync(join(checkout.root, '.unite/stack.json'))).toBe(false);
  });

  it.each([
    [
      'apps/api/dist/migrate.js',
      'throw new Error("no such column")',
      /migrate\.js failed[^]*no such column/,
    ],
    ['apps/api/dist/provision.js', 'console.log("{}")', /printed no workspace/],
    [
      'apps/api/dist/main.js',
      'throw new Error("no configuration")',
      /api ended by itself[^]*no configuration/,
    ],
    ['node_modules/next/dist/bin/next', 'process.exit(1)', /web ended by itself/],
  ])(
    'fails with what went wrong in %s and ends what it had started',
    async (path, content, message) => {
      checkout.write(path, content);
      await expect(startApp({ root: checkout.root, env, replicas: 0 })).rejects.toThrow(message);
    },
  );

  it('gives the AI provider of the environment to the api instead of the fake one', async () => {
    const real = { AI_BASE_URL: 'https://ai.example/v1', AI_API_KEY: 'k', AI_MODEL: 'm' };
    await using app = await startApp({
      root: checkout.root,
      env: { ...env, ...real },
      replicas: 0,
    });
    expect((await seenBy(app.apiUrl)).env).toMatchObject(real);
  });

  it('logs into files that only we can read', async () => {
    checkout.write('apps/api/dist/migrate.js', '');
    await using app = await startApp({ root: checkout.root, env, replicas: 0 });
    await fetch(`${app.apiUrl}/crash`).catch(() => undefined);
    await app.api.ended;
    expect(readFileSync(join(checkout.root, '.unite/logs/api.log'), 'utf8')).toBe('last words\n');
  });
});
