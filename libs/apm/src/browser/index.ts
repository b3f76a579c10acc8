// In the first load
export { startTelemetry, type Telemetry, type TelemetryOptions } from './start-telemetry.ts';

// Loaded late
export { connectVendors, type VendorOptions } from './connect-vendors.ts';
export type { Connect, PageLink, RouteView } from './page-journal.ts';
export type { RumOptions } from './rum.ts';
export type { SentryOptions } from './sentry.ts';

// For tests
export type { BrowserPage } from './browser-page.ts';
