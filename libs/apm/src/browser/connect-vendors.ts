import { systemClock, type Clock } from '../clock.ts';
import type { BrowserPage } from './browser-page.ts';
import { sendKeptReport } from './kept-report.ts';
import type { Connect } from './page-journal.ts';
import { createPageRecorder } from './page-recorder.ts';
import type { RumOptions } from './rum.ts';
import type { SentryOptions } from './sentry.ts';

/** Options of {@link connectVendors}. */
export interface VendorOptions {
  /** Takes secrets and personal data out of a text before it is handed to an SDK; see `@unite/apm/scrub`. */
  readonly scrub: (text: string) => string;
  /** Sends errors through `@sentry/browser`. Default: errors go with the reports. */
  readonly sentry?: SentryOptions;
  /** Sends sessions through `@datadog/browser-rum`. Default: none. */
  readonly rum?: RumOptions;
  /** Whether `web-vitals` measures `CLS` and `INP` too. Default: true. */
  readonly vitals?: boolean;
  readonly clock?: Clock;
  /** Default: the window. */
  readonly page?: BrowserPage;
}

/**
 * What `load` of `startTelemetry` resolves with: loads the SDKs, each as a chunk of its own, hands them what
 * the page has recorded, and sends all they say through the tunnel. One that is blocked does not keep the
 * others from working.
 */
export function connectVendors(options: VendorOptions): Connect {
  const { sentry, rum, vitals = true, clock = systemClock } = options;
  // The DOM's types are not among this lib's; BrowserPage names the members that are used.
  const page = options.page ?? (globalThis as unknown as BrowserPage);
  return async (link) => {
    const recorder = createPageRecorder(link);
    sendKeptReport(page, link.state);
    await Promise.allSettled([
      sentry &&
        import('./sentry.ts').then((late) =>
          late.connectSentry(recorder, sentry, options.scrub, clock),
        ),
      rum && import('./rum.ts').then((late) => late.connectRum(recorder, rum, options.scrub)),
      vitals && import('./vitals.ts').then((late) => late.connectVitals(link)),
    ]);
  };
}
