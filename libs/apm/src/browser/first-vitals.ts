import type { BrowserPage } from './browser-page.ts';
import type { Vitals } from './page-report.ts';

/**
 * What the browser itself tells of a page that nobody has measured yet: `LCP` while it grows, `FCP` and
 * `TTFB` when they are asked for. The `web-vitals` package replaces them when it is loaded; without it (a
 * bounce, a blocked chunk) they are what is reported. A page that starts hidden or prerendered has none:
 * its times say when it was looked at.
 * @returns reads the values so far
 */
export function watchFirstVitals(page: BrowserPage): () => Vitals {
  if (page.document.hidden) return () => ({});
  let largest: number | undefined;
  // A browser that does not know the type only notes so in its console.
  new page.PerformanceObserver((list) => {
    largest = list.getEntries().at(-1)?.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  const { performance } = page;
  return () => ({
    LCP: largest,
    FCP: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    TTFB: performance.getEntriesByType('navigation')[0]?.responseStart,
  });
}
