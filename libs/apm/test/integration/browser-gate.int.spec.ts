import type { Browser } from 'playwright-core';

import { earlyScriptBytes, firstLoadBytes } from '../../gate/browser-size.ts';
import { visitSite } from '../../gate/browser-visits.ts';
import { bundle } from '../browser/bundle.ts';
import { launchChromium } from '../browser/chromium.ts';

jest.setTimeout(120_000);

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const plan = { arriving: 2, 'parse-error': 2, bounce: 2, crash: 2 } as const;

describe('the visits of the gate', () => {
  it('find everything told by the product', async () => {
    const result = await visitSite(
      browser,
      { ...plan, stay: 2 },
      { assets: await bundle('app.mjs') },
    );
    expect(result).toEqual({
      visits: 10,
      served: 10,
      confirmed: 2,
      bounced: 8,
      thrown: 6,
      seen: 6,
      strayRequests: 0,
      breaches: 0,
    });
  });

  it('find bounces and errors lost, and a policy broken, by an SDK that starts with its page', async () => {
    const assets = await bundle('eager.mjs');
    const result = await visitSite(browser, plan, { assets, inline: () => '' });
    expect(result).toMatchObject({ visits: 8, served: 8, confirmed: 0, bounced: 0, seen: 0 });
    expect(result.strayRequests + result.breaches).toBeGreaterThan(0);
  });
});

describe('the sizes of the gate', () => {
  it('grow with what is in the first load', async () => {
    const shim = await firstLoadBytes(['startTelemetry']);
    expect(await firstLoadBytes(['startTelemetry', 'connectVendors'])).toBeGreaterThan(shim);
    expect(shim).toBeGreaterThan(500);
  });

  it('are those of a real script', () => {
    expect(earlyScriptBytes()).toBeGreaterThan(400);
  });
});
