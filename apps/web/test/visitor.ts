import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { watchConsole } from './console-watch.ts';
import { recordLayoutShifts } from './layout-shift.ts';
import { watchSecrets } from './secret-watch.ts';

/** A person with a fresh browser profile: no cookies, no cache. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Says that the test provokes a response with this status, which the browser will print in its console. */
  expectStatus(status: number): void;
  /**
   * What was wrong during the visit that no test asks about by itself: errors and warnings in the console,
   * uncaught exceptions, API keys in responses or storage.
   */
  complaints(): Promise<readonly string[]>;
  /** Ends the visit. */
  leave(): Promise<void>;
}

/** Opens a fresh profile with one page, watched from its first request on. */
export async function welcomeVisitor(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  // Slow enough for a busy machine; a test that waits this long has failed.
  context.setDefaultTimeout(15_000);
  const consoleWatch = watchConsole(context);
  const secretWatch = watchSecrets(context);
  const page = await context.newPage();
  await recordLayoutShifts(page);
  return {
    context,
    page,
    expectStatus: (status) => consoleWatch.expectStatus(status),
    complaints: async () => {
      const leaks = await secretWatch.leaks();
      return [...consoleWatch.complaints, ...leaks.map((place) => `API key in ${place}`)];
    },
    leave: () => context.close(),
  };
}
