import type { Browser } from 'playwright-core';
import {
  startRumReceiver,
  startSentryReceiver,
  type RumReceiver,
  type SentryReceiver,
} from '@unite/stack';

import type { PageReport } from '../../src/browser/page-report.ts';
import { bundle, type Assets } from '../browser/bundle.ts';
import { launchChromium } from '../browser/chromium.ts';
import { startSite, type Site, type SiteOptions } from '../browser/site.ts';
import { until, visit } from '../browser/visitor.ts';

jest.setTimeout(90_000);

/** Long enough that no test waits for it: SDKs load on input or error. */
const never = 1_000_000;

let browser: Browser;
let assets: Assets;
let sentry: SentryReceiver;
let rum: RumReceiver;
let site: Site;

beforeAll(async () => {
  [browser, assets, sentry, rum] = await Promise.all([
    launchChromium(),
    bundle('app.mjs'),
    startSentryReceiver(),
    startRumReceiver(),
  ]);
});
afterAll(async () => {
  await Promise.all([browser.close(), sentry.close(), rum.close()]);
});

const withVendors = (): Partial<SiteOptions> => ({
  sentryDsn: sentry.dsn,
  rum: { origin: rum.url, clientToken: rum.clientToken },
  userId: 'hash-of-ada',
  workspace: 'hash-of-acme',
});
const open = async (options: Partial<SiteOptions> = {}): Promise<Site> => {
  site = await startSite({ assets, idleMs: never, ...options });
  return site;
};
beforeEach(async () => {
  await sentry.fault('none');
  sentry.clear();
  rum.clear();
});
afterEach(() => site.close());

const counted = () => {
  const rows = site.pageLoads.counts();
  const sum = (name: 'served' | 'confirmed' | 'bounced') =>
    rows.reduce((total, row) => total + row[name], 0);
  return { served: sum('served'), confirmed: sum('confirmed'), bounced: sum('bounced') };
};
const reports = () =>
  site.requests
    .filter(({ path }) => path.endsWith('?report'))
    .map(({ body }): PageReport => JSON.parse(body)); // written by the page
/** The page has been left: only then it tells its vitals. */
const leftPages = () => reports().filter(({ vitals }) => vitals).length;
const sentryMessages = () =>
  sentry.received
    .filter(({ type }) => type === 'event')
    .map(({ payload }) => JSON.stringify(payload).match(/"value":"([^"]+)"/)?.[1]);

describe('a visitor who leaves', () => {
  it('counts as a bounce when nothing has run but the inline script', async () => {
    await open();
    await using visitor = await visit(browser, site);
    // The rest of the document is still on its way.
    await visitor.page.goto(`${site.origin}/w/1/contacts?delayMs=60000`, { waitUntil: 'commit' });
    await visitor.untilWatched();
    await visitor.page.close();
    await until(() => counted().bounced === 1, 'the bounce is told');
    expect(site.pageLoads.counts()).toEqual([
      { route: '/w/[workspace]/contacts', served: 1, confirmed: 0, bounced: 1, unconfirmed: 0 },
    ]);
  });

  it('counts as a bounce, with the vitals that the browser tells, when no SDK was loaded', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    await visitor.untilPainted();
    await visitor.leave();
    await until(() => leftPages() === 1, 'the bounce is told');
    expect(counted()).toEqual({ served: 1, confirmed: 0, bounced: 1 });
    expect(site.pageLoads.quantiles().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['FCP', 'TTFB']),
    );
    expect(site.requests).toHaveLength(2);
  });

  it('counts as one who stayed after an input', async () => {
    await open();
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    await visitor.page.click('h1');
    await until(() => counted().confirmed === 1, 'the stay is told while the page is open');
    await visitor.leave();
    await until(() => leftPages() === 1, 'the end is told');
    expect(counted()).toEqual({ served: 1, confirmed: 1, bounced: 0 });
  });

  it('leaves an unconfirmed page load where scripts are off', async () => {
    await open();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.origin);
    await context.close();
    expect(site.pageLoads.counts()[0]).toMatchObject({ served: 1, unconfirmed: 1 });
  });
});

describe('an error', () => {
  it('is told by beacon when it was thrown while the document was parsed', async () => {
    await open();
    await using visitor = await visit(browser, site);
    await visitor.page.goto(`${site.origin}/?parse-error&delayMs=60000`, { waitUntil: 'commit' });
    await visitor.untilWatched();
    await visitor.page.close();
    await until(() => site.earlyErrors.length === 1, 'the error is told');
    expect(site.earlyErrors[0]).toMatchObject({
      kind: 'error',
      type: 'RangeError',
      message: 'while parsing',
      route: '/',
    });
    expect(site.earlyErrors[0]?.eventId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is told when it kept the application from starting', async () => {
    await open();
    await using visitor = await visit(browser, site);
    await visitor.page.route('**/assets/app.js', (route) => route.abort());
    await visitor.open('/crash');
    await visitor.leave();
    await until(() => site.earlyErrors.length === 2, 'both are told');
    expect(site.earlyErrors.map(({ kind, type }) => [kind, type])).toEqual([
      ['error', 'TypeError'],
      ['resource', undefined],
    ]);
  });

  it('is told when a script breaks the content security policy', async () => {
    await open();
    await using visitor = await visit(browser, site);
    await visitor.open('/?csp');
    await visitor.leave();
    await until(() => site.earlyErrors.length === 1, 'the breach is told');
    expect(site.earlyErrors[0]).toMatchObject({ kind: 'csp', message: 'script-src-elem inline' });
  });

  it('reaches Sentry once, under the id that a beacon would have used', async () => {
    await open({ ...withVendors(), tunnel: { earlyErrorHoldMs: 60_000 } });
    await using visitor = await visit(browser, site);
    await visitor.open('/w/1/contacts?parse-error');
    await visitor.untilConnected();
    await sentry.waitFor((items) => items.length > 0, 20_000);
    await visitor.leave();
    await until(() => leftPages() === 1, 'the end is told');
    expect(sentryMessages()).toEqual(['while parsing']);
    expect(sentry.received[0]?.payload).toMatchObject({
      transaction: '/w/[workspace]/contacts',
      user: { id: 'hash-of-ada' },
      tags: { workspace: 'hash-of-acme' },
    });
    expect(site.earlyErrors).toEqual([]);
  });

  it('storm is bounded and counted', async () => {
    await open();
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    await visitor.page.evaluate(async () => {
      for (let n = 0; n < 1000; n += 1) void Promise.reject(new Error(`storm ${n}`));
      // Rejections are told after the turn in which nobody handled them.
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await visitor.leave();
    // Each is held for a while of its own, so they are not told at one moment.
    await until(() => site.earlyErrors.length >= 25, 'the storm is told');
    expect(reports().map(({ dropped }) => dropped)).toEqual([0, 975]);
    // Tells whatever is still held.
    await site.tunnel.close();
    expect(site.earlyErrors).toHaveLength(25);
  });

  it('has no secret in it wherever it goes', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/?busy&q=hunter2');
    await visitor.page.evaluate(() => {
      void Promise.reject(new Error('password hunter2'));
      void Promise.reject(new Error('outer', { cause: new Error('hunter2') }));
    });
    await visitor.untilConnected();
    await sentry.waitFor((items) => items.length > 1, 20_000);
    await visitor.leave();
    await until(() => rum.ofType('error').length > 0, 'RUM tells it');
    await until(() => rum.ofType('long_task').length > 0, 'and what kept the page busy');
    // It names the document, whose address has the secret in it.
    expect(JSON.stringify(rum.ofType('long_task'))).toContain('busy&q=[Filtered]');
    const sent = JSON.stringify([...sentry.received, ...rum.received]);
    expect(sent).toContain('password [Filtered]');
    expect(sent).not.toContain('hunter2');
  });
});

describe('the SDKs', () => {
  it('are loaded by the first input and see the views under their route patterns', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/w/1/contacts');
    expect(await visitor.page.locator('html[data-sdks]').count()).toBe(0);
    await visitor.page.click('#go');
    await visitor.untilConnected();
    await visitor.page.evaluate(() => fetch('/api/data/1'));
    await visitor.leave();
    const names = () => new Set(rum.ofType('view').map(({ event }) => nameOf(event['view'])));
    await until(() => names().size === 2, 'RUM tells both views');
    expect([...names()]).toEqual(['/w/[workspace]/contacts', '/w/[workspace]/contacts/[id]']);
    // The first update of the first view is sent before the SDK reads its context.
    const { context } = rum.ofType('view').at(-1)?.event ?? {};
    expect(context).toMatchObject({ workspace: 'hash-of-acme' });
    await until(() => leftPages() === 1, 'so do the reports');
    expect(reports().flatMap(({ views }) => views ?? [])).toEqual([
      ['/w/[workspace]/contacts/[id]', expect.any(Number)],
    ]);

    const traced = site.requests.find(({ path }) => path === '/api/data/1');
    expect(traced?.headers['traceparent']).toMatch(/^00-/);
    expect(site.requests.map(({ headers }) => headers['baggage'])).not.toContain('hash-of-ada');
    expect(traced?.headers).not.toHaveProperty('baggage');
  });

  it('break no policy and talk to no other origin', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/w/1/contacts');
    await visitor.page.click('#go');
    await visitor.untilConnected();
    await visitor.page.click('#throw');
    await sentry.waitFor((items) => items.length > 0, 20_000);
    await visitor.leave();
    await until(() => rum.ofType('error').length > 0, 'RUM tells the error');
    expect(visitor.breaches).toEqual([]);
    expect(visitor.foreign).toEqual([]);
  });

  it('give their page no cookie or token to the backends', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    await visitor.page.click('#throw');
    await visitor.untilConnected();
    await sentry.waitFor((items) => items.length > 0, 20_000);
    await visitor.leave();
    await until(() => rum.received.length > 0, 'RUM tells the view');
    for (const { headers } of [...sentry.requests, ...rum.requests]) {
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('origin');
      expect(headers).not.toHaveProperty('referer');
      expect(headers).not.toHaveProperty('x-forwarded-for');
    }
  });

  it('measure what the browser alone does not tell', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    // The browser tells no largest content after the first input.
    await visitor.untilPainted();
    await visitor.page.click('h1');
    await visitor.untilConnected();
    await visitor.page.click('h1');
    await visitor.leave();
    await until(() => site.pageLoads.quantiles().length > 0, 'the vitals are told');
    expect(site.pageLoads.quantiles().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['CLS', 'FCP', 'LCP', 'TTFB']),
    );
  });
});

describe('when something fails', () => {
  it('tells errors by beacon where the SDKs are blocked', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.page.route(/assets\/(sentry|rum|vendors|late)-/, (route) => route.abort());
    await visitor.open('/');
    await visitor.page.click('#throw');
    await until(() => counted().confirmed === 1, 'the stay is told');
    await visitor.leave();
    await until(
      () => site.earlyErrors.some(({ message }) => message === 'after start'),
      'the error is told',
    );
    expect(sentry.received).toEqual([]);
  });

  it('goes on with the others where one SDK is blocked', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.page.route(/assets\/rum-/, (route) => route.abort());
    await visitor.open('/');
    await visitor.page.click('#throw');
    await sentry.waitFor((items) => items.length > 0, 20_000);
    // The chunk that did not come is an error itself, of the visitor's own doing.
    expect(sentryMessages()).toContain('after start');
  });

  it('tells errors by beacon when the tunnel refuses their envelopes', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    await visitor.page.click('h1');
    await visitor.untilConnected();
    site.breakTunnel(500);
    await visitor.page.click('#throw');
    await until(
      () => site.requests.some(({ path }) => path.endsWith('?envelope')),
      'an envelope is refused',
    );
    site.breakTunnel('mended');
    await visitor.leave();
    await until(() => site.earlyErrors.length === 1, 'the error is told');
  });

  it('tells errors by beacon when the tunnel does not answer', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    await visitor.page.click('h1');
    await visitor.untilConnected();
    site.breakTunnel('hang');
    await visitor.page.click('#throw');
    await until(
      () => site.requests.some(({ path }) => path.endsWith('?envelope')),
      'an envelope hangs',
    );
    site.breakTunnel('mended');
    await visitor.leave();
    await until(() => site.earlyErrors.length === 1, 'the error is told');
  });

  it('keeps a report that was made offline for the next page', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    await visitor.page.context().setOffline(true);
    // Chromium 150 ends its emulation before it tells the page to go, which no real outage does.
    await visitor.page.evaluate(
      `Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })`,
    );
    await visitor.page.evaluate('void setTimeout(() => null.offline, 0)');
    await visitor.leave();
    await visitor.page.context().setOffline(false);
    expect(leftPages()).toBe(0);
    await visitor.open('/w/1/contacts');
    await visitor.page.click('h1');
    await until(() => site.earlyErrors.length === 1, 'the error is told later');
    expect(site.earlyErrors[0]).toMatchObject({ kind: 'error', route: '/' });
  });

  it('works with storage switched off', async () => {
    await open(withVendors());
    await using visitor = await visit(browser, site);
    await visitor.page.addInitScript(`
      const get = () => { throw new DOMException('storage is off', 'SecurityError'); };
      Object.defineProperty(globalThis, 'localStorage', { get });
      Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => undefined });
    `);
    await visitor.open('/');
    await visitor.page.click('#throw');
    await sentry.waitFor((items) => items.length > 0, 20_000);
    await visitor.untilConnected();
    await visitor.leave();
    await until(() => counted().confirmed === 1, 'the page load is told');
    await until(() => rum.ofType('view').length > 0, 'RUM works within the page');
  });

  it('starts once, however often it is started', async () => {
    await open();
    await using visitor = await visit(browser, site);
    await visitor.open('/');
    const isSame = await visitor.page.evaluate('startAgain() === telemetry');
    await visitor.leave();
    await until(() => leftPages() === 1, 'the end is told');
    expect(isSame).toBe(true);
    expect(reports()).toHaveLength(2);
  });

  it('tells a page that comes back from the back/forward cache as a view, not as a load', async () => {
    await open();
    await using cached = await launchChromium({ withCache: true });
    await using visitor = await visit(cached, site);
    await visitor.open('/w/1/contacts');
    await visitor.page.evaluate('globalThis.isSame = true');
    await visitor.open('/');
    await until(() => leftPages() === 1, 'the first page is told');
    await visitor.page.goBack({ waitUntil: 'commit' });
    expect(await visitor.page.evaluate('globalThis.isSame')).toBe(true);
    await visitor.open('/');
    const restored = () => reports().filter(({ views }) => views?.[0]);
    await until(() => restored().length === 1, 'the restored page is told');
    expect(restored()[0]).toMatchObject({
      n: 2,
      views: [['/w/[workspace]/contacts', expect.any(Number)]],
    });
    expect(counted()).toMatchObject({ served: 3, confirmed: 0 });
  });

  it("counts a document out of the browser's own cache once, and all of its errors", async () => {
    await open();
    await using visitor = await visit(browser, site);
    await visitor.open('/?parse-error');
    await visitor.open('/w/1/contacts');
    await visitor.page.goBack();
    await visitor.leave();
    await until(() => leftPages() === 3 && site.earlyErrors.length === 2, 'each is told');
    expect(counted()).toEqual({ served: 2, confirmed: 0, bounced: 2 });
    expect(site.earlyErrors.map(({ message }) => message)).toEqual([
      'while parsing',
      'while parsing',
    ]);
  });

  it('watches a document without the inline script from the shim on', async () => {
    await open();
    await using visitor = await visit(browser, site);
    await visitor.open('/?bare');
    await visitor.page.waitForFunction(
      () => Object(Reflect.get(globalThis, Symbol.for('@unite/apm@1'))).v !== '',
    );
    await visitor.page.click('#throw');
    await visitor.leave();
    await until(() => site.earlyErrors.length === 1, 'the error is told');
    // Nobody named the document, so it is not joined.
    expect(counted()).toEqual({ served: 1, confirmed: 0, bounced: 0 });
  });
});

function nameOf(view: unknown): string {
  return String(Object(view).name);
}
