import type { Page } from 'playwright-core';

/** Layout shifts of one page view. */
export interface LayoutShifts {
  /** Sum of the shift scores (0 = nothing moved by itself; 0.1 = "needs improvement" for web vitals). */
  readonly score: number;
  /** What moved: the beginning of the HTML of each element. */
  readonly moved: readonly string[];
}

/**
 * Records layout shifts of every document that `page` shows from now on. Shifts within 500 ms of an input do not
 * count: the visitor asked for them (the definition of CLS). Call before the first navigation.
 */
export async function recordLayoutShifts(page: Page): Promise<void> {
  // The function runs inside the page: it can use nothing of this module.
  await page.addInitScript(() => {
    interface Shift extends PerformanceEntry {
      readonly value: number;
      readonly hadRecentInput: boolean;
      readonly sources: readonly { readonly node: Node | null }[];
    }
    const record = { score: 0, moved: [] as string[] };
    Object.assign(globalThis, { __layoutShifts: record });
    new PerformanceObserver((list) => {
      // Only Chromium has layout shifts; TypeScript's DOM library does not know them.
      for (const shift of list.getEntries() as Shift[]) {
        if (shift.hadRecentInput) continue;
        record.score += shift.value;
        for (const { node } of shift.sources) {
          if (node instanceof Element) record.moved.push(node.outerHTML.slice(0, 160));
        }
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** The shifts of the document that the page shows now. */
export async function layoutShifts(page: Page): Promise<LayoutShifts> {
  return page.evaluate(
    () =>
      new Promise<LayoutShifts>((resolve) => {
        // Two frames: the observer is told of a shift only after the frame in which it happened.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            // Written by recordLayoutShifts before any script of the page ran.
            resolve((globalThis as unknown as { __layoutShifts: LayoutShifts }).__layoutShifts);
          }),
        );
      }),
  );
}
