import type { Browser, Cookie } from 'playwright-core';

/**
 * CPU time in milliseconds that the main thread of a cold page load takes: fresh context, empty cache, until
 * `settleMs` after `load`. Counted in thread ticks, so time that other processes steal does not count.
 * @param settleMs milliseconds after `load` in which hydration and the first requests end. Default 1,500.
 */
export async function mainThreadMs(
  browser: Browser,
  url: string,
  { cookies = [], settleMs = 1_500 }: ColdLoadOptions = {},
): Promise<number> {
  const context = await browser.newContext();
  try {
    await context.addCookies([...cookies]);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const response = await page.goto(url, { waitUntil: 'load' });
    if (!response?.ok())
      throw new Error(`${url} answered ${response?.status()}: nothing to measure`);
    await page.waitForTimeout(settleMs);
    const { metrics } = await session.send('Performance.getMetrics');
    const task = metrics.find(({ name }) => name === 'TaskDuration');
    if (task === undefined) throw new Error('Chromium reports no TaskDuration');
    return task.value * 1000;
  } finally {
    await context.close();
  }
}

/** How a cold load is made. */
export interface ColdLoadOptions {
  /** Cookies of the visitor, e.g. the session. Default none. */
  readonly cookies?: readonly Cookie[];
  /** See {@link mainThreadMs}. */
  readonly settleMs?: number;
}
