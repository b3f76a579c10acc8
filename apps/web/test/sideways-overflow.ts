import type { Page } from 'playwright-core';

/**
 * By how many pixels the page is wider than its frame: 0 when nothing has to be scrolled sideways to be read
 * (WCAG 1.4.10). The sheet that a page lies on scrolls by itself, so it counts too; tables in a region of their own
 * may be wider.
 */
export async function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const frames = [document.documentElement, ...document.querySelectorAll('main, dialog[open]')];
    return Math.max(...frames.map((frame) => frame.scrollWidth - frame.clientWidth));
  });
}
