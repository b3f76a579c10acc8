import type { BrowserPage } from './browser-page.ts';
import type { PageLink } from './page-journal.ts';

/** Sends the report that an earlier page kept, if any; it is kept on when it still cannot leave. */
export function sendKeptReport(page: BrowserPage, { tunnel, state }: PageLink): void {
  try {
    const kept = page.localStorage.getItem(tunnel);
    page.localStorage.removeItem(tunnel);
    if (kept) state.s(kept);
  } catch {
    // Storage is switched off: then nothing was kept.
  }
}
