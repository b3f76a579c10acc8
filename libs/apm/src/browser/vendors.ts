import { systemClock } from '../clock.ts';
import type { BrowserPage } from './browser-page.ts';
import type { VendorOptions } from './connect-vendors.ts';
import type { PageLink } from './page-journal.ts';
import { createPageRecorder } from './page-recorder.ts';
import { sendKeptReport } from './send-kept-report.ts';

/** Connects the SDKs that the options name, independently of each other. */
export async function connect(link: PageLink, options: VendorOptions): Promise<void> {
  const { sentry, rum, scrub, vitals = true, clock = systemClock } = options;
  // The DOM's types are not among this lib's; BrowserPage names the members that are used.
  const page = options.page ?? (globalThis as unknown as BrowserPage);
  const recorder = createPageRecorder(link);
  sendKeptReport(page, link);
  await Promise.allSettled([
    sentry &&
      import('./sentry.ts').then((late) => late.connectSentry(recorder, sentry, scrub, clock)),
    rum && import('./rum.ts').then((late) => late.connectRum(recorder, rum, scrub)),
    vitals && import('./vitals.ts').then((late) => late.connectVitals(link)),
  ]);
}
