import type { Claim, Measurement } from '@unite/gate';

import { bundle } from '../test/browser/bundle.ts';
import { launchChromium } from '../test/browser/chromium.ts';
import { earlyScriptBytes, firstLoadBytes } from './browser-size.ts';
import { visitSite, type VisitPlan, type VisitResult } from './browser-visits.ts';

const plan: VisitPlan = { arriving: 40, 'parse-error': 20, bounce: 60, crash: 40, stay: 40 };
const stays = 40;

let result: Promise<VisitResult> | undefined;

/** One run of 200 visits for all claims about them. */
function visited(): Promise<VisitResult> {
  result ??= (async () => {
    const browser = await launchChromium();
    try {
      return await visitSite(browser, plan, { assets: await bundle('app.mjs') });
    } finally {
      await browser.close();
    }
  })();
  return result;
}

const about =
  'real Chromium, strict CSP, Trusted Types: 40 tabs closed while the document arrives, 20 more with an ' +
  'error in it, 60 closed 200 ms after load, 40 whose application dies, 40 that stay';

function claim(
  id: string,
  text: string,
  [op, value, unit]: readonly [Claim['target']['op'], number, string],
  measure: () => Promise<Measurement>,
): Claim {
  return { id, phase: '6.7', text, target: { op, value }, unit, measure };
}

/** What the browser's side costs and catches. */
export const claims: readonly Claim[] = [
  claim(
    'page-loads',
    '200 of 200 page loads are counted by the server and told by the browser, bounces and crashes too',
    ['=', 100, '%'],
    async () => {
      const { visits, served, confirmed, bounced } = await visited();
      const told = Math.min(served, confirmed + bounced);
      // More counted than made is as wrong as fewer.
      const value = served > visits ? Number.NaN : (told / visits) * 100;
      return { value, note: `${served} served, ${confirmed + bounced} told; ${about}` };
    },
  ),
  claim(
    'page-load-outcomes',
    'each of 200 page loads is told as what it was: a visitor who stayed, or a bounce',
    ['=', 0, 'misjudged'],
    async () => {
      const { visits, confirmed, bounced } = await visited();
      return { value: Math.abs(confirmed - stays) + Math.abs(bounced - (visits - stays)) };
    },
  ),
  claim(
    'browser-errors',
    'every error of a page arrives: while parsing, before the application starts, and later',
    ['=', 100, '%'],
    async () => {
      const { thrown, seen } = await visited();
      return { value: (seen / thrown) * 100, note: `${thrown} errors thrown, ${seen} seen` };
    },
  ),
  claim(
    'browser-one-origin',
    'Sentry, RUM and reports make no request to another origin and break no policy',
    ['=', 0, 'breaches'],
    async () => {
      const { strayRequests, breaches } = await visited();
      return { value: strayRequests + breaches };
    },
  ),
  claim(
    'early-script-size',
    'the inline script is at most 720 bytes gzipped',
    ['<=', 720, 'bytes'],
    async () => ({ value: earlyScriptBytes(), note: 'with a route of 28 characters, gzip -9' }),
  ),
  claim(
    'shim-size',
    'the first load grows by at most 1 KiB gzipped',
    ['<=', 1024, 'bytes'],
    async () => ({
      value: await firstLoadBytes(['startTelemetry']),
      note: 'startTelemetry, esbuild --minify --splitting, gzip -9; SDKs are chunks of their own',
    }),
  ),
];
