/** The telemetry of this page, once it is loaded. */
type PageTelemetry = typeof import('./watch-page.ts');

let loading: Promise<PageTelemetry | void> | undefined;

/**
 * Tells the telemetry of this page something. It is loaded after the page: until then the inline script keeps
 * errors and tells them when the page is left. Where its chunk is blocked, nothing is told. Browser only.
 */
export function tellTelemetry(tell: (telemetry: PageTelemetry) => void): void {
  loading ??= untilLoaded().then(() => import('./watch-page.ts'));
  loading.then((telemetry) => telemetry && tell(telemetry)).catch(() => undefined);
}

/** Tells an error that an error boundary caught; one of the server has a digest, and is told there. */
export function reportCaught(error: Error & { readonly digest?: string }): void {
  if (!error.digest) tellTelemetry(({ report }) => report(error));
}

function untilLoaded(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === 'complete') resolve();
    else addEventListener('load', () => resolve());
  });
}
