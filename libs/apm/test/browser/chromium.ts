import { findSystemProgram } from '@unite/stack';
import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A headless Chromium of this machine: `UNITE_CHROMIUM`, else the first of the usual names on `PATH`, else (as
 * root, where there is apt-get) Debian's package, installed now.
 * @param withCache whether pages may enter the back/forward cache, which Playwright switches off
 */
export async function launchChromium({ withCache = false } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['UNITE_CHROMIUM'] ?? (await installed()),
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

async function installed(): Promise<string> {
  const found = await findSystemProgram(
    {
      names,
      packageName: 'chromium',
      missing: {
        what: 'The browser checks need Chromium',
        why: `none was found on PATH (looked for ${names.join(', ')})`,
        todo: 'Install it (Debian: apt-get install chromium), or set UNITE_CHROMIUM to its path.',
      },
    },
    {
      path: process.env['PATH'] ?? '',
      install: true,
      onProgress: (text) => process.stderr.write(`${text}\n`),
    },
  );
  if (typeof found === 'string') return found;
  throw new Error(Object.values(found).join('; '));
}
