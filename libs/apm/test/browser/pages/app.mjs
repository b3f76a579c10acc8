// The first load of a page, as `instrumentation-client.ts` of a Next app would be.
import { startTelemetry } from '../../../src/browser/index.ts';

const config = JSON.parse(document.querySelector('#config').textContent);

globalThis.telemetry = startTelemetry({
  tunnel: config.tunnel,
  idleMs: config.idleMs,
  load: () => import('./late.mjs'),
});
globalThis.startAgain = () => startTelemetry({ tunnel: config.tunnel });
document.querySelector('#go')?.addEventListener('click', () => {
  history.pushState(null, '', '/w/42/contacts/7');
  globalThis.telemetry.onRouteChange('/w/[workspace]/contacts/[id]');
});
document.querySelector('#throw')?.addEventListener('click', () => {
  throw new TypeError('after start');
});
document.documentElement.dataset.app = 'ready';
