import { startTelemetry } from '@unite/apm/browser';

import { continueTrace, readPageTrace } from './page-trace.ts';
import { routePattern } from './route-pattern.ts';
import { tunnelPath } from './tunnel-path.ts';

const telemetry = startTelemetry({
  tunnel: tunnelPath,
  load: () => import('./connect-sdks.ts'),
});

const trace = readPageTrace(document);
if (trace !== undefined) continueTrace(trace, globalThis);

/** Tells an error that an error boundary caught. */
export const { report } = telemetry;

let path = location.pathname;

/** Tells that the visitor goes to another page. @param url as the router has it; only its path counts */
export function goTo(url: string): void {
  const next = new URL(url, location.href).pathname;
  if (next !== path) telemetry.onRouteChange(routePattern((path = next)));
}
