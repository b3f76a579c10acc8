import { installTrustedTypesPolicy } from './security/trusted-types-policy.ts';
import { tellTelemetry } from './telemetry/page-telemetry.ts';

// This file runs before React starts and before any chunk is loaded by script, also in the document
// that Next sends when the layout itself could not be rendered.
installTrustedTypesPolicy(window);
tellTelemetry(() => undefined);

/** Called by the router when it begins to go to another page. */
export const onRouterTransitionStart = (url: string): void =>
  tellTelemetry((telemetry) => telemetry.goTo(url));
