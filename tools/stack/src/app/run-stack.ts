import { startAppOn, type App } from './app.ts';
import { appBanner, serversBanner } from './banner.ts';
import { buildApps } from './build-apps.ts';
import { StackError } from '../errors.ts';
import { startLocalServers, type LocalServers } from './local-servers.ts';
import { requirePort } from '../network/require-port.ts';
import { onShutdown } from './shutdown.ts';
import { describeServers, writeStackFile } from './stack-file.ts';
import { runSteps, type TerminalStep } from './terminal-steps.ts';
import { findWorkspaceRoot } from '../workspace-root.ts';

/** What a run depends on; the defaults are the process itself. */
export interface RunOptions {
  /** The checkout. Default: the one of the current folder. */
  readonly root?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where signals come from. */
  readonly signals?: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  /** Ends the process; the exit hook then ends everything that was started. */
  readonly exit?: (code: number) => void;
  /** Shows lines to the person who runs it. */
  readonly print?: (text: string) => void;
}

const startServers = (
  env: NodeJS.ProcessEnv,
  started: AsyncDisposableStack,
): TerminalStep<LocalServers> => ({
  title: 'Start the servers',
  work: async (onProgress) => started.use(await startLocalServers({ env, onProgress })),
});

/** Runs the servers alone, from their start until a signal. */
export async function runServers(options: RunOptions = {}): Promise<void> {
  const { root, env, print, end } = resolveRun(options);
  await using started = new AsyncDisposableStack();
  started.defer(async () => end.forget());
  const [servers] = await runSteps([startServers(env, started)]);
  const remove = writeStackFile(root, describeServers(servers));
  print(
    `\n${serversBanner(servers)}\n\nThe data lives as long as this process. Ctrl-C stops everything.`,
  );
  await end.requested();
  remove();
}

/**
 * Runs the whole app, from its build until a signal. Ports come from UNITE_API_PORT (4000) and
 * UNITE_WEB_PORT (3000).
 *
 * @throws {StackError} STACK_PORT_TAKEN, STACK_ALREADY_RUNNING, or STACK_SERVER_EXITED when api or
 *   web ends by itself; everything else has been ended then
 */
export async function runApp(options: RunOptions = {}): Promise<void> {
  const { root, env, print, end } = resolveRun(options);
  const apiPort = await freePortFrom(env, 'UNITE_API_PORT', 4000);
  const webPort = await freePortFrom(env, 'UNITE_WEB_PORT', 3000);
  await using started = new AsyncDisposableStack();
  started.defer(async () => end.forget());
  const [servers] = await runSteps<[LocalServers, void]>([
    startServers(env, started),
    {
      title: 'Build api and web',
      work: (onLine, signal) => buildApps({ root, env, onLine, signal }),
    },
  ]);
  const appOptions = { root, env, apiPort, webPort, stackFile: true };
  const [app] = await runSteps<[App]>([
    {
      title: 'Start api and web',
      work: (onProgress) => startAppOn(servers, { ...appOptions, onProgress }),
    },
  ]);
  print(appBanner(app));
  const failure = await Promise.race([end.requested(), untilDeath(app)]);
  await app.close();
  if (failure) throw failure;
}

interface End {
  /** Settles at the first signal. */
  readonly requested: () => Promise<void>;
  /** Stops listening for signals. */
  readonly forget: () => void;
}

/** Fills in what a run depends on. */
export function resolveRun(
  options: RunOptions,
): Required<Pick<RunOptions, 'root' | 'env' | 'print'>> & { end: End } {
  const { root = findWorkspaceRoot(), env = process.env, signals = process } = options;
  const { exit = process.exit, print = console.log } = options;
  return { root, env, print, end: listenForEnd(signals, exit, print) };
}

// While nothing serves yet, a signal ends the process at once: there is nothing to finish.
function listenForEnd(
  source: Pick<NodeJS.EventEmitter, 'on' | 'off'>,
  exit: (code: number) => void,
  print: (text: string) => void,
): End {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isServing = false;
  const forget = onShutdown({
    source,
    first() {
      print('\nStopping …');
      resolve();
      if (!isServing) exit(130);
    },
    again: () => exit(1),
  });
  const requested = () => {
    isServing = true;
    return promise;
  };
  return { requested, forget };
}

async function untilDeath({ api, web }: App): Promise<StackError> {
  return Promise.race([api, web].map((app) => app.ended.then(() => app.exitError())));
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
