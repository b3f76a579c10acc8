import type { Clock } from '../clock.ts';
import type { BrowserPage } from './browser-page.ts';
import type { Connect } from './page-journal.ts';
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
  // A chunk of its own: a bundler puts this file, which is imported early and late, into the first load.
  return async (link) => (await import('./vendors.ts')).connect(link, options);
}
