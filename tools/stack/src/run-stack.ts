import { startAppOn, type App } from './app.ts';
import { appBanner, serversBanner } from './banner.ts';
import { buildApps } from './build-apps.ts';
import { StackError } from './errors.ts';
import { startLocalServers, type LocalServers } from './local-servers.ts';
import { requirePort } from './require-port.ts';
import { onShutdown } from './shutdown.ts';
import { describeServers, writeStackFile } from './stack-file.ts';
import { runSteps, type TerminalStep } from './terminal-steps.ts';
import { findWorkspaceRoot } from './workspace-root.ts';

const startServers: TerminalStep<LocalServers> = {
  title: 'Start the servers',
  work: (onProgress) => startLocalServers({ onProgress }),
};

/** Runs the servers alone, from their start until a signal. */
export async function runServers(): Promise<void> {
  const root = findWorkspaceRoot();
  const untilSignal = listenForEnd();
  const [servers] = await runSteps([startServers]);
  const remove = writeStackFile(root, describeServers(servers));
  console.log(
    `\n${serversBanner(servers)}\n\nThe data lives as long as this process. Ctrl-C stops everything.`,
  );
  await untilSignal();
  remove();
  await servers.close();
}

/**
 * Runs the whole app, from its build until a signal. Ports come from UNITE_API_PORT (4000) and
 * UNITE_WEB_PORT (3000).
 *
 * @throws {StackError} STACK_PORT_TAKEN, STACK_ALREADY_RUNNING, or STACK_SERVER_EXITED when api or
 *   web ends by itself; everything else has been ended then
 */
export async function runApp(): Promise<void> {
  const root = findWorkspaceRoot();
  const { env } = process;
  const apiPort = await freePortFrom(env, 'UNITE_API_PORT', 4000);
  const webPort = await freePortFrom(env, 'UNITE_WEB_PORT', 3000);
  const untilSignal = listenForEnd();
  const [servers] = await runSteps<[LocalServers, void]>([
    startServers,
    { title: 'Build api and web', work: (onLine) => buildApps({ root, env, onLine }) },
  ]);
  const [app] = await runSteps<[App]>([
    {
      title: 'Start api and web',
      work: (onProgress) =>
        startAppOn(servers, { root, env, apiPort, webPort, stackFile: true, onProgress }),
    },
  ]);
  console.log(appBanner(app));
  const failure = await Promise.race([untilSignal(), untilDeath(app)]);
  await app.close();
  if (failure) throw failure;
}

/** A signal before the wait begins ends the process at once; the exit hook ends what was started. */
function listenForEnd(): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isWaiting = false;
  onShutdown({
    first() {
      console.log('\nStopping …');
      if (isWaiting) resolve();
      else process.exit(130);
    },
    again: () => process.exit(1),
  });
  return () => {
    isWaiting = true;
    return promise;
  };
}

async function untilDeath({ api, web }: App): Promise<StackError> {
  return Promise.race([
    api.ended.then(() => api.exitError()),
    web.ended.then(() => web.exitError()),
  ]);
}

async function freePortFrom(
  env: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
): Promise<number> {
  const port = Number(env[name] || fallback);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StackError('STACK_BAD_OPTION', {
      what: `${name} cannot be used`,
      why: `"${env[name]}" is not a port number`,
      todo: `set ${name} to a whole number from 1 to 65535`,
    });
  }
  await requirePort(port, name);
  return port;
}
