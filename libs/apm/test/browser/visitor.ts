import type { Browser, Page } from 'playwright-core';

import type { Site } from './site.ts';

/** A visitor in a browser profile of their own, and what their browser complained about. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  /** Breaches of the content security policy and of Trusted Types that the browser wrote to its console. */
  readonly breaches: readonly string[];
  /** Addresses of requests that did not go to the site. */
  readonly foreign: readonly string[];
  open(path: string): Promise<void>;
  /** Waits until the inline script has run; the document may still be arriving. */
  untilWatched(): Promise<void>;
  /** Waits until the browser has told of the first content on the screen, which it does after drawing it. */
  untilPainted(): Promise<void>;
  /** Waits until the SDKs are connected. */
  untilConnected(): Promise<void>;
  /** Leaves for an empty page. */
  leave(): Promise<void>;
}

/** A new visitor of `site`. */
export async function visit(browser: Browser, site: Site): Promise<Visitor> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const breaches: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted|require-trusted-types/i.test(message.text())) {
      breaches.push(message.text());
    }
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(`${site.origin}/`)) foreign.push(request.url());
  });
  return {
    page,
    breaches,
    foreign,
    open: async (path) => void (await page.goto(site.origin + path)),
    untilWatched: async () =>
      void (await page.waitForFunction(() => Symbol.for('@unite/apm@1') in globalThis)),
    untilPainted: async () =>
      void (await page.waitForFunction(
        () => performance.getEntriesByName('first-contentful-paint').length > 0,
      )),
    async untilConnected() {
      await page.waitForSelector('html[data-sdks=ready]');
      // RUM, where it is used, starts in its own time after that; it has a session then.
      await page.waitForFunction(() => {
        const rum = Reflect.get(globalThis, 'DD_RUM');
        return rum === undefined || rum.getInternalContext() !== undefined;
      });
    },
    leave: async () => void (await page.goto('about:blank')),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Waits until `isTrue`, which is asked every 20 ms. @throws {Error} after `timeoutMs` */
export async function until(
  isTrue: () => boolean,
  what: string,
  timeoutMs = 20_000,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() > deadlineMs) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
