import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findWorkspaceRoot, freePort, startAppProcess } from '@unite/stack';

/** A running Next app of one empty page: the floor that every page of ours stands on. */
export interface EmptyPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Builds the empty app with the product's own Next and starts it. It lies outside this project, because Next
 * looks for instrumentation and proxy in every folder above an app.
 *
 * @throws {Error} with the output of the build when it fails
 */
export async function openEmptyPage(): Promise<EmptyPage> {
  const root = findWorkspaceRoot();
  const folder = join(root, 'tools/gate/empty-page');
  const next = join(root, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  const build = spawnSync(process.execPath, [next, 'build'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (build.status !== 0)
    throw new Error(`the empty page was not built:\n${build.stdout}${build.stderr}`);

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logs = join(root, '.unite/logs');
  mkdirSync(logs, { recursive: true });
  const app = await startAppProcess({
    name: 'empty page',
    args: [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)],
    cwd: folder,
    env,
    logFile: join(logs, 'empty-page.log'),
    url,
    readyPath: '/',
  });
  return { url, close: () => app.stop() };
}
