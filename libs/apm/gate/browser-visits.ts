import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startRumReceiver, startSentryReceiver, type SentryReceiver } from '@unite/stack';

import type { Assets } from '../test/browser/bundle.ts';
import { startSite, type Site, type SiteOptions } from '../test/browser/site.ts';

/** How a visitor comes and goes. All but the last leave before any SDK was loaded. */
export type VisitKind =
  /** Closes the tab 200 ms after the inline script ran, while the document is still arriving. */
  | 'arriving'
  /** The same, and a script throws while the document is parsed. */
  | 'parse-error'
  /** Closes the tab 200 ms after the page was loaded. */
  | 'bounce'
  /** The same, on a page whose application dies before it starts. */
  | 'crash'
  /** Gives an input, lets an error happen, and leaves when the SDKs are there. */
  | 'stay';

/** How many visits of each kind. */
export type VisitPlan = Readonly<Partial<Record<VisitKind, number>>>;

/** What came of the visits. */
export interface VisitResult {
  readonly visits: number;
  /** Documents that the server counted. */
  readonly served: number;
  readonly confirmed: number;
  readonly bounced: number;
  /** Errors that the visits threw, and those of them that arrived: through Sentry's client or by report. */
  readonly thrown: number;
  readonly seen: number;
  /** Requests to other origins, and messages of the browser about its policies. */
  readonly strayRequests: number;
  readonly breaches: number;
}

const paths: Readonly<Record<VisitKind, string>> = {
  arriving: '/w/1/contacts?delayMs=60000',
  'parse-error': '/?parse-error&delayMs=60000',
  bounce: '/w/1/contacts',
  crash: '/crash',
  stay: '/w/1/contacts',
};
const throwing: readonly VisitKind[] = ['parse-error', 'crash', 'stay'];

/** What a report may take to arrive after its page is gone; a busy machine is slow. */
const arrivalMs = 15_000;

/** Lets visitors come and go, a few at a time, on a site with both SDKs. */
export async function visitSite(
  browser: Browser,
  plan: VisitPlan,
  { assets, inline }: { readonly assets: Assets; readonly inline?: SiteOptions['inline'] },
): Promise<VisitResult> {
  await using sentry = await startSentryReceiver();
  await using rum = await startRumReceiver();
  const site = await startSite({
    assets,
    sentryDsn: sentry.dsn,
    rum: { origin: rum.url, clientToken: rum.clientToken },
    idleMs: 1_000_000,
    ...(inline && { inline }),
  });
  const context = await browser.newContext();
  const stray = watchStrays(context, site);
  const kinds = mixed(plan);
  const waiting = [...kinds];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let kind = waiting.pop(); kind !== undefined; kind = waiting.pop()) {
        await visit(await context.newPage(), site, kind);
      }
    }),
  );
  const thrown = kinds.filter((kind) => throwing.includes(kind)).length;
  const isComplete = () => {
    const { confirmed, bounced } = sums(site);
    const isTold = confirmed >= (plan.stay ?? 0) && confirmed + bounced >= kinds.length;
    return isTold && errorsSeen(site, sentry) >= thrown;
  };
  for (let waitedMs = 0; waitedMs < arrivalMs && !isComplete(); waitedMs += 50) await sleep(50);
  const result = {
    visits: kinds.length,
    ...sums(site),
    thrown,
    seen: errorsSeen(site, sentry),
    ...stray,
  };
  await context.close();
  await site.close();
  return result;
}

async function visit(page: Page, site: Site, kind: VisitKind): Promise<void> {
  const isArriving = kind === 'arriving' || kind === 'parse-error';
  await page.goto(site.origin + paths[kind], { waitUntil: isArriving ? 'commit' : 'load' });
  if (isArriving) await page.waitForSelector('title', { state: 'attached' });
  if (kind === 'stay') {
    await page.click('#throw');
    await page.waitForSelector('html[data-sdks=ready]');
  } else await sleep(200);
  await page.close();
}

/** The kinds in turn, so that a slow moment of the machine hits all of them. */
function mixed(plan: VisitPlan): VisitKind[] {
  return Object.entries(plan)
    .flatMap(
      ([kind, count]) =>
        Array.from({ length: count }, (_, n) => ({ kind: kind as VisitKind, at: n / count })), // keys of a plan
    )
    .sort((a, b) => a.at - b.at)
    .map(({ kind }) => kind);
}

function sums(site: Site): { served: number; confirmed: number; bounced: number } {
  const total = { served: 0, confirmed: 0, bounced: 0 };
  for (const { served, confirmed, bounced } of site.pageLoads.counts()) {
    total.served += served;
    total.confirmed += confirmed;
    total.bounced += bounced;
  }
  return total;
}

/** Distinct errors that arrived either way. */
function errorsSeen(site: Site, sentry: SentryReceiver): number {
  const events = sentry.received.filter(({ type }) => type === 'event');
  return new Set([
    ...events.map(({ eventId }) => eventId),
    ...site.earlyErrors.map(({ eventId }) => eventId),
  ]).size;
}

function watchStrays(context: BrowserContext, site: Site) {
  const stray = { strayRequests: 0, breaches: 0 };
  context.on('request', (request) => {
    if (!request.url().startsWith(`${site.origin}/`)) stray.strayRequests += 1;
  });
  context.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) stray.breaches += 1;
  });
  return stray;
}
