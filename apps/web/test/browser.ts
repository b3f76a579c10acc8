import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** What the search for a browser looks at; handed in so that the search can be tested without one. */
export interface ChromiumSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when the file exists and may be run. */
  readonly isExecutable: (path: string) => boolean;
  /** True when this process may install system packages. */
  readonly isRoot: boolean;
  /** Installs Debian's Chromium; resolves when `apt-get` ended well, rejects with its last lines otherwise. */
  readonly install: () => Promise<void>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The path of a Chromium or Chrome of this machine: `UNITE_CHROMIUM`, else the first of the usual names on
 * `PATH`, else macOS's application folder, else (as root, where there is apt-get) Debian's package, installed now.
 * @throws {Error} when there is none: says what is missing, why, and the one thing to do. Browser checks are
 * never skipped silently.
 */
export async function findChromium(search: ChromiumSearch = thisMachine()): Promise<string> {
  const wished = search.env['UNITE_CHROMIUM'];
  if (wished !== undefined && wished !== '') {
    if (search.isExecutable(wished)) return wished;
    throw new Error(
      `UNITE_CHROMIUM is ${wished}, which is not an executable file. Point it at a Chromium, or unset it.`,
    );
  }
  const installed = installedChromium(search);
  if (installed !== undefined) return installed;

  if (search.isRoot && onPath(search, 'apt-get') !== undefined) {
    await search.install();
    const fresh = installedChromium(search);
    if (fresh !== undefined) return fresh;
  }
  throw new Error(
    'The browser checks need Chromium and none was found on PATH ' +
      `(looked for ${names.join(', ')}). Install it (Debian: apt-get install chromium fonts-liberation), ` +
      'or set UNITE_CHROMIUM to the path of one.',
  );
}

/**
 * A headless browser of this machine, ready for tests.
 * @param args extra command line switches, e.g. a remote debugging port.
 */
export async function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    args: [...chromiumArgs, ...args],
  });
}

/** Switches for every run: no sandbox (containers run as root), no GPU, no traffic of the browser's own. */
export const chromiumArgs: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--force-color-profile=srgb',
];

function installedChromium(search: ChromiumSearch): string | undefined {
  for (const name of names) {
    const found = onPath(search, name);
    if (found !== undefined) return found;
  }
  return applications.find((path) => search.isExecutable(path));
}

function onPath({ env, isExecutable }: ChromiumSearch, name: string): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function thisMachine(): ChromiumSearch {
  return {
    env: process.env,
    isExecutable: (path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
    isRoot: process.getuid?.() === 0,
    install: installDebianChromium,
  };
}

/** About 100 MB; ten minutes is for a slow mirror, a hang must not last for ever. */
const installTimeoutMs = 10 * 60_000;

async function installDebianChromium(): Promise<void> {
  const startedAt = Date.now();
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    process.stderr.write(`Installing Chromium for the browser checks (apt-get), ${seconds} s\n`);
  }, 5_000);
  process.stderr.write('No Chromium found: installing it for the browser checks (apt-get)\n');
  try {
    const signal = AbortSignal.timeout(installTimeoutMs);
    await aptGet(['update'], signal);
    await aptGet(
      ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'],
      signal,
    );
  } finally {
    clearInterval(progress);
  }
}

function aptGet(args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('apt-get', ['-q', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let tail = '';
    const keep = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-600);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`apt-get ${args.join(' ')} ended with code ${code}:\n${tail}`));
    });
  });
}
