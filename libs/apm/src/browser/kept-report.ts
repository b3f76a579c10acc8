import type { BrowserPage } from './browser-page.ts';
import type { PageState } from './page-state.ts';

/**
 * Keeps a report that cannot leave (offline, quota) in the browser's storage, where there is storage, under
 * the tunnel's path, until a page of this origin connects its SDKs; see `sendKeptReport`. The last one wins.
 */
export function keepUnsentReports(page: BrowserPage, state: PageState, tunnel: string): void {
  const beacon = state.s;
  state.s = (text) => {
    const isTaken = page.navigator.onLine && beacon(text);
    try {
      if (!isTaken) page.localStorage.setItem(tunnel, text);
    } catch {
      // Storage is switched off or full; only a report made offline depends on it.
    }
    return isTaken;
  };
}
