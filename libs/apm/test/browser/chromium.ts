import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A headless Chromium of this machine: `UNITE_CHROMIUM`, else the first of the usual names on `PATH`.
 * @param withCache whether pages may enter the back/forward cache, which Playwright switches off
 */
export async function launchChromium({ withCache = false } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['UNITE_CHROMIUM'] ?? installed(),
    ignoreDefaultArgs: withCache ? ['--disable-back-forward-cache'] : [],
    args: [
      '--no-sandbox', // containers run as root
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

function installed(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    `The browser checks need Chromium and none was found on PATH (looked for ${names.join(', ')}). ` +
      'Install it (Debian: apt-get install chromium fonts-liberation), or set UNITE_CHROMIUM to its path.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // the next one is looked at
  }
}
