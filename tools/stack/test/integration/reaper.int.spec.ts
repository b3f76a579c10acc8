import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import {
  commandLine,
  processTree,
  readProcesses,
  type ProcessEntry,
} from '../../src/process/process-table.ts';
import { stackFilePath } from '../../src/app/stack-file.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { createStubCheckout } from './stub-checkout.ts';

const checkout = createStubCheckout();
afterAll(() => checkout.remove());

// Starts the whole app in a process of its own; it prints a line when everything runs.
async function startParent(
  ending: string,
): Promise<{ parent: ChildProcess; started: ProcessEntry[]; folders: string[] }> {
  const script = join(checkout.root, 'parent.mts');
  checkout.write(
    'parent.mts',
    `import { startApp } from './tools/stack/src/index.ts';
     const app = await startApp({ stackFile: true, replicas: 1 });
     app.postgres.freeze(app.postgres.nodes[1]); // a stopped process has to go, too
     console.log('running');
     ${ending}`,
  );
  const parent = spawn(process.execPath, [script], {
    cwd: checkout.root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: parent.stdout }), 'line');
  const started = processTree(readProcesses(), parent.pid ?? 0).filter(
    ({ pid }) => pid !== parent.pid,
  );
  const folders = started.flatMap(
    ({ pid }) => commandLine(pid).match(/\S+\/unite-stack-\w+/g) ?? [],
  );
  return { parent, started, folders };
}

function remaining(started: readonly ProcessEntry[]): ProcessEntry[] {
  const table = readProcesses();
  return started.filter(({ pid, startedAt }) =>
    table.some((entry) => entry.pid === pid && entry.startedAt === startedAt && !entry.isZombie),
  );
}

describe.each([
  ['is killed with SIGKILL', '', 'SIGKILL'],
  ['is ended by a signal that it does not handle', '', 'SIGTERM'],
  [
    'exits by itself without closing anything',
    'process.stdin.once("data", () => process.exit(0));',
    null,
  ],
  ['fails with an error', 'process.stdin.once("data", () => { throw "negligence"; });', null],
] as const)('when the process that started the app %s', (_, ending, signal) => {
  it('leaves no process, no folder and no stack file behind', async () => {
    const { parent, started, folders } = await startParent(ending);
    expect(started.length).toBeGreaterThan(10); // nodes with their children, Redis, api, web, the watcher
    expect(folders.length).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(checkout.root, stackFilePath))).toBe(true);
    expect(readFileSync(join(checkout.root, stackFilePath), 'utf8')).toContain(
      `"pid": ${parent.pid}`,
    );
    parent.stderr?.destroy();
    if (signal) parent.kill(signal);
    else parent.stdin?.write('end\n');
    await once(parent, 'exit');
    await waitUntil('every process is gone', () => remaining(started).length === 0, {
      timeoutMs: 5000,
    });
    await waitUntil('the folders are gone', () => !folders.some((folder) => existsSync(folder)), {
      timeoutMs: 5000,
    });
    expect(existsSync(join(checkout.root, stackFilePath))).toBe(false);
    rmSync(join(checkout.root, '.unite/logs'), { recursive: true });
  });
});
