import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findWorkspaceRoot, freePort, startAppProcess, type App } from '@unite/stack';
import type { BrowserContextOptions } from 'playwright-core';
import { sessionCookieName } from '../src/session/session-cookie.ts';
import { signSession } from '../src/session/session-token.ts';

/** A web server beside the stage's own, with settings of its own. */
export interface WebServer extends AsyncDisposable {
  readonly url: string;
  /** Options of a browser that is signed in to the workspace here. */
  signedIn(workspaceId: string): BrowserContextOptions;
  /** The metrics as text, seen from this machine. */
  metrics(): Promise<string>;
}

let started = 0;

/** Starts the web app as it was built, on the stage's API. @param env settings beside the necessary ones */
export async function startWebServer(
  { apiUrl, workspaces }: Pick<App, 'apiUrl' | 'workspaces'>,
  env: Readonly<Record<string, string>> = {},
): Promise<WebServer> {
  const root = findWorkspaceRoot();
  const cwd = join(root, 'apps/web');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const sessionSecret = randomBytes(32).toString('base64url');
  const next = createRequire(join(cwd, 'package.json')).resolve('next/dist/bin/next');
  const server = await startAppProcess({
    name: 'web',
    args: [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)],
    cwd,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      UNITE_API_URL: apiUrl,
      UNITE_WORKSPACES: JSON.stringify(workspaces),
      UNITE_SESSION_SECRET: sessionSecret,
      ...env,
    },
    logFile: join(root, `.unite/logs/web-beside-${(started += 1)}.log`),
    url,
    readyPath: '/',
  });
  return {
    url,
    signedIn: (workspaceId) => ({
      baseURL: url,
      storageState: {
        cookies: [
          {
            name: sessionCookieName,
            value: signSession({ workspaceId, expiresAtMs: Date.now() + 3_600_000 }, sessionSecret),
            domain: '127.0.0.1',
            path: '/',
            expires: -1,
            httpOnly: true,
            secure: false,
            sameSite: 'Lax',
          },
        ],
        origins: [],
      },
    }),
    async metrics() {
      const token = env['METRICS_TOKEN'];
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/metrics`, { headers });
      if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
      return response.text();
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
