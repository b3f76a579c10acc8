import type { BrowserContext, Page } from 'playwright-core';

/** What the pages of one browser context said in the console and should not have. */
export interface ConsoleWatch {
  /** Errors and warnings so far, oldest first, each with the page it came from. */
  readonly complaints: readonly string[];
  /**
   * Excuses the line that the browser itself prints for a response with this status, for a test that provokes
   * that answer. Nothing else can be excused.
   */
  expectStatus(status: number): void;
}

/**
 * Collects console errors, console warnings and uncaught exceptions of every page of `context`, from now on.
 * Uncaught rejections count as exceptions.
 */
export function watchConsole(context: BrowserContext): ConsoleWatch {
  const seen: string[] = [];
  const excused = new Set<number>();

  const listen = (page: Page): void => {
    page.on('console', (message) => {
      const type = message.type();
      if (type !== 'error' && type !== 'warning') return;
      seen.push(`${type} on ${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => {
      seen.push(`exception on ${page.url()}: ${error.message}`);
    });
  };
  context.pages().forEach(listen);
  context.on('page', listen);

  return {
    get complaints() {
      return seen.filter((line) => {
        const status = failedResponse.exec(line)?.[1];
        return status === undefined || !excused.has(Number(status));
      });
    },
    expectStatus: (status) => excused.add(status),
  };
}

const failedResponse =
  /Failed to load resource: the server responded with a status of (\d{3}) \([^)]*\)$/;
