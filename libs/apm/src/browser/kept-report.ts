import type { BrowserPage } from './browser-page.ts';
import type { PageState } from './page-state.ts';

/** Name in the browser's storage of the last report that could not leave. */
export const keptReportName = 'unite-apm';

/**
 * Keeps a report that cannot leave (offline, quota) in the browser's storage, where there is storage, until
 * a page of this origin connects its SDKs; see `sendKeptReport`.
 */
export function keepUnsentReports(page: BrowserPage, state: PageState): void {
  const beacon = state.s;
  state.s = (text) => {
    const isTaken = page.navigator.onLine && beacon(text);
    try {
      if (!isTaken) page.localStorage.setItem(keptReportName, text);
    } catch {
      // Storage is switched off or full; only a report made offline depends on it.
    }
    return isTaken;
  };
}

/** Sends the report that an earlier page kept. */
export function sendKeptReport(page: BrowserPage, state: PageState): void {
  try {
    const kept = page.localStorage.getItem(keptReportName);
    page.localStorage.removeItem(keptReportName);
    if (kept) state.s(kept);
  } catch {
    // As above: then nothing is kept.
  }
}
