import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/network/free-port.ts';
import { receiversFilePath, runReceivers } from '../../src/app/run-receivers.ts';
import { runApp, runServers } from '../../src/app/run-stack.ts';
import { readStackFile } from '../../src/app/stack-file.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { createStubCheckout, type StubCheckout } from './stub-checkout.ts';

const execute = promisify(execFile);

describe('a run in the terminal', () => {
  let checkout: StubCheckout;
  let env: NodeJS.ProcessEnv;
  let signals: EventEmitter;
  let printed: string;
  let exits: number[];
  const options = () => ({
    root: checkout.root,
    env,
    signals,
    exit: (code: number) => exits.push(code),
    print: (text: string) => (printed += `${text}\n`),
  });
  const untilPrinted = (text: string) =>
    waitUntil(`"${text}" is printed`, () => printed.includes(text), { timeoutMs: 30_000 });

  beforeEach(async () => {
    checkout = createStubCheckout();
    signals = new EventEmitter();
    printed = '';
    exits = [];
    const [apiPort, webPort] = [await freePort(), await freePort()];
    env = {
      PATH: process.env.PATH,
      UNITE_API_PORT: String(apiPort),
      UNITE_WEB_PORT: String(webPort),
    };
    jest.spyOn(console, 'log').mockReturnValue(undefined); // what the steps print is checked by eye
  });
  afterEach(() => {
    jest.restoreAllMocks();
    checkout.remove();
  });

  it('of the servers prints their addresses, and ends at a signal', async () => {
    const run = runServers(options());
    await untilPrinted('Ctrl-C');
    const file = readStackFile(checkout.root);
    expect(printed).toContain(file?.postgres.databaseUrl);
    expect(printed).toContain(file?.postgres.migrationUrl);
    expect(printed).toContain(file?.redis?.url);
    expect(printed).toContain(file?.ai.url);
    signals.emit('SIGINT');
    await run;
    expect(readStackFile(checkout.root)).toBeNull();
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });

  it('of the receivers writes settings for programs and shells, and ends at a signal', async () => {
    const path = join(checkout.root, receiversFilePath);
    const run = runReceivers(options());
    await untilPrinted('Ctrl-C');
    const program = 'process.stdout.write(process.env.SENTRY_READ_URL)';
    const node = await execute(process.execPath, [`--env-file=${path}`, '-e', program]);
    const shell = await execute('sh', ['-c', `. ${path}; printf %s "$SENTRY_READ_URL"`]);
    expect(node.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/0\/.*\/events\/\{probe\}\/$/);
    expect(shell.stdout).toBe(node.stdout);
    expect(statSync(path).mode & 0o077).toBe(0);
    signals.emit('SIGINT');
    await run;
    expect(existsSync(path)).toBe(false);
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });

  it('of the app uses the ports of the environment and prints what to try', async () => {
    const run = runApp(options());
    await untilPrinted('Three things to try');
    expect(printed).toContain(`http://127.0.0.1:${env.UNITE_WEB_PORT}`);
    expect(printed).toContain(`http://127.0.0.1:${env.UNITE_API_PORT}/api/contacts/import`);
    expect((await fetch(`http://127.0.0.1:${env.UNITE_WEB_PORT}`)).status).toBe(200);
    signals.emit('SIGTERM');
    await run;
    expect(exits).toEqual([]);
    await expect(fetch(`http://127.0.0.1:${env.UNITE_WEB_PORT}`)).rejects.toThrow();
  });

  it('of the app fails when api ends by itself, and takes the rest with it', async () => {
    const run = runApp(options());
    const failure = run.catch((reason: unknown) => reason);
    await untilPrinted('Three things to try');
    await fetch(`http://127.0.0.1:${env.UNITE_API_PORT}/crash`).catch(() => undefined);
    expect(String(await failure)).toMatch(/api ended by itself[^]*last words/);
    await expect(fetch(`http://127.0.0.1:${env.UNITE_WEB_PORT}`)).rejects.toThrow();
  });

  it('of the app fails with the end of the output when the build fails', async () => {
    checkout.write(
      'node_modules/nx/dist/bin/nx.js',
      'console.error("TS2322: not assignable"); process.exit(1);',
    );
    await expect(runApp(options())).rejects.toThrow(/TS2322/);
  });

  it('of the app starts nothing when a port is taken', async () => {
    const port = await freePort();
    const holder = createServer();
    await once(holder.listen(port, '127.0.0.1'), 'listening');
    env = { ...env, UNITE_WEB_PORT: String(port) };
    await expect(runApp(options())).rejects.toMatchObject({ code: 'STACK_PORT_TAKEN' });
    holder.close();
  });

  it('of the app refuses a port that is no number', async () => {
    env = { ...env, UNITE_API_PORT: 'http' };
    await expect(runApp(options())).rejects.toThrow(/UNITE_API_PORT cannot be used/);
  });

  it('ends the process at once when a signal comes before anything serves', async () => {
    const run = runServers(options());
    signals.emit('SIGINT');
    expect(exits).toEqual([130]);
    await run; // the test's exit() lets it go on, and then it ends in order
    expect(printed).toContain('Stopping');
    expect(readStackFile(checkout.root)).toBeNull();
  });
});
