import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHashId } from '@unite/apm/sentry';
import {
  startRumReceiver,
  startSentryReceiver,
  type RumReceiver,
  type SentryReceiver,
} from '@unite/stack';
import type { Page } from 'playwright-core';
import { webVersion } from '../../src/version.ts';
import { welcomeVisitor, type Visitor } from '../visitor.ts';
import { startWebServer, type WebServer } from '../web-server.ts';
import { visits } from './visits.ts';

const { stage, visit, enter } = visits();
const contacts = '/w/[workspace]/contacts';
const campaigns = '/w/[workspace]/campaigns';
const salt = 'a-salt-for-tests-only';
const token = 'a-token-for-tests-only';
const hash = () => createHashId(salt)('workspace', stage.lively.id);

let sentry: SentryReceiver;
let rum: RumReceiver;
let web: WebServer;

beforeAll(async () => {
  [sentry, rum] = await Promise.all([startSentryReceiver(), startRumReceiver()]);
  web = await startWebServer(stage, {
    UNITE_ENVIRONMENT: 'staging',
    METRICS_TOKEN: token,
    TELEMETRY_SALT: salt,
    SENTRY_DSN: sentry.dsn,
    RUM_APPLICATION_ID: '00000000-0000-4000-8000-000000000000',
    RUM_CLIENT_TOKEN: rum.clientToken,
    RUM_INTAKE_URL: rum.url,
  });
});
afterAll(async () => {
  await web[Symbol.asyncDispose]();
  await Promise.all([sentry.close(), rum.close()]);
});

/** At a page of the lively workspace, on the server with vendors. */
const enterMeasured = (path: string) =>
  visit(stage.lively.path + path, web.signedIn(stage.lively.id));

/** The same, for a test that makes errors, which the browser writes to its console. */
async function enterToBreak(path: string): Promise<Visitor> {
  const visitor = await welcomeVisitor(stage.browser, web.signedIn(stage.lively.id));
  await visitor.page.goto(web.url + stage.lively.path + path, { waitUntil: 'networkidle' });
  return visitor;
}

/** The sample of a metric for a route; 0 while there is none. */
async function sample(server: Pick<WebServer, 'metrics'>, name: string, route: string) {
  const line = (await server.metrics())
    .split('\n')
    .find((one) => one.startsWith(`${name}{http_route="${route}"}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** The counts of a route's page loads. */
async function loads(route: string, server: Pick<WebServer, 'metrics'> = web) {
  const count = (name: string) => sample(server, `browser_page_load_${name}_total`, route);
  return {
    served: await count('served'),
    arrived: await count('arrived'),
    stayed: await count('stayed'),
  };
}

/** Waits until `read` gives what is expected, and fails with what it gives otherwise. */
async function becomes<T>(read: () => Promise<T> | T, expected: T): Promise<void> {
  const deadlineMs = performance.now() + 15_000;
  let last = await read();
  while (!isSame(last, expected) && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    last = await read();
  }
  expect(last).toEqual(expected);
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** How many reports of pages a server has taken. */
async function reportsTaken(server: WebServer): Promise<number> {
  const line = /^browser_tunnel_requests_total\{.*kind="report".*code="202"\} (\d+)$/m;
  return Number(line.exec(await server.metrics())?.[1] ?? 0);
}

/** A folder that is removed at the end. */
async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'unite-web-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const leave = (page: Page) => page.goto('about:blank');
const input = (page: Page) => page.keyboard.press('Shift');
/** The SDKs tell nobody that they are there; RUM has a session then. */
const untilSdksRun = (page: Page) =>
  page.waitForFunction(() => Reflect.get(globalThis, 'DD_RUM')?.getInternalContext() !== undefined);
const events = () => sentry.received.filter(({ type }) => type === 'event');
const eventOf = (message: string) =>
  events().find(({ payload }) => JSON.stringify(payload).includes(message))?.payload;
const viewNames = () => [
  ...new Set(rum.ofType('view').map(({ event }) => Reflect.get(Object(event['view']), 'name'))),
];
const throwLater = (page: Page, message: string) =>
  page.evaluate((text) => {
    setTimeout(() => {
      throw new TypeError(text);
    });
  }, message);

describe('a page load', () => {
  it('is counted by the server, and joined with what the browser tells of it', async () => {
    const before = await loads(contacts);
    const { page } = await enterMeasured('/contacts');
    await becomes(() => loads(contacts), {
      ...before,
      served: before.served + 1,
      arrived: before.arrived + 1,
    });
    await input(page);
    await becomes(() => loads(contacts), {
      served: before.served + 1,
      arrived: before.arrived + 1,
      stayed: before.stayed + 1,
    });
  });

  it('is a bounce when nobody stays, with the vitals that there are', async () => {
    const before = await loads(campaigns);
    const { page } = await enterMeasured('/campaigns');
    await leave(page);
    await becomes(() => sample(web, 'browser_web_vital_fcp_seconds_count', campaigns), 1);
    await becomes(() => loads(campaigns), {
      ...before,
      served: before.served + 1,
      arrived: before.arrived + 1,
    });
  });

  it('is counted where scripts are off, and not said to have arrived', async () => {
    const route = '/w/[workspace]/contacts/import';
    const before = await loads(route);
    await visit(`${stage.lively.path}/contacts/import`, {
      ...web.signedIn(stage.lively.id),
      javaScriptEnabled: false,
    });
    expect(await loads(route)).toEqual({ ...before, served: before.served + 1 });
  });

  it('is neither a redirect nor a step within the app', async () => {
    const { page } = await enterMeasured('/operations');
    const before = await web.metrics();
    await page.getByRole('link', { name: 'Campaigns' }).click();
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
    const answer = await fetch(web.url + stage.lively.path, {
      redirect: 'manual',
      headers: { 'sec-fetch-dest': 'document' },
    });
    expect(answer.status).toBe(307);
    const served = (text: string) => text.match(/^browser_page_load_served_total.*$/gm);
    expect(served(await web.metrics())).toEqual(served(before));
  });

  it('has its web vitals in the metrics', async () => {
    const { page } = await enterMeasured('/operations');
    const route = '/w/[workspace]/operations';
    const counts = () =>
      Promise.all(
        ['lcp', 'fcp', 'ttfb'].map((name) =>
          sample(web, `browser_web_vital_${name}_seconds_count`, route),
        ),
      );
    const before = await counts();
    await input(page);
    await untilSdksRun(page);
    await leave(page);
    await becomes(
      counts,
      before.map((count) => count + 1),
    );
    const seconds = await sample(web, 'browser_web_vital_lcp_seconds_sum', route);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(60);
  });
});

describe('an error in a page', () => {
  const named = {
    transaction: contacts,
    release: webVersion,
    environment: 'staging',
    exception: { values: [{ type: 'TypeError' }] },
  };

  it('arrives at Sentry, once, with route, release and hashed workspace', async () => {
    const { page, complaints, leave: end } = await enterToBreak('/contacts');
    await throwLater(page, 'thrown in a page');
    await sentry.waitFor(() => eventOf('thrown in a page') !== undefined, 20_000);
    expect(eventOf('thrown in a page')).toMatchObject({ ...named, tags: { workspace: hash() } });
    await untilSdksRun(page);
    await leave(page);
    // The report of the end would tell it a second time, if it did not know.
    await becomes(() => rum.ofType('error').length > 0, true);
    expect(
      events().filter(({ payload }) => JSON.stringify(payload).includes('thrown in a page')),
    ).toHaveLength(1);
    expect(await complaints()).toEqual([expect.stringMatching(/^exception .*thrown in a page$/)]);
    await end();
  });

  it('arrives also when no SDK could be loaded, by the report of the page', async () => {
    const { page, leave: end } = await enterToBreak('/contacts');
    await page.route('**/_next/static/chunks/**', (route) => route.abort());
    await throwLater(page, 'thrown without an SDK');
    await leave(page);
    await sentry.waitFor(() => eventOf('thrown without an SDK') !== undefined, 20_000);
    expect(eventOf('thrown without an SDK')).toMatchObject({
      ...named,
      tags: { workspace: hash() },
      server_name: expect.any(String),
    });
    await end();
  });
});

describe('an error that was caught', () => {
  it('by an error boundary arrives at Sentry as one that was handled', async () => {
    const { page, leave: end } = await enterToBreak('/contacts');
    // An object where a text belongs cannot be rendered.
    const items = [{ id: '1', email: { not: 'a text' } }];
    await page.route('**/api/w/*/contacts?*', (route) =>
      route.fulfill({ json: { items, total: 1 } }),
    );
    await page.getByRole('searchbox').fill('anything');
    await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    await sentry.waitFor(() => eventOf('auto.browser.unite.handled') !== undefined, 20_000);
    expect(eventOf('auto.browser.unite.handled')).toMatchObject({
      transaction: contacts,
      exception: { values: [{ mechanism: { handled: true } }] },
      tags: { workspace: hash() },
    });
    await end();
  });
});

describe('an error that waits', () => {
  it('for its SDK is not lost when the server ends', async () => {
    await using folder = await temporaryFolder();
    await using down = await startSentryReceiver();
    await down.fault('refuse');
    const settings = {
      TELEMETRY_SALT: salt,
      SENTRY_DSN: down.dsn,
      ERROR_SPOOL_FOLDER: folder.path,
    };
    const visitor = await welcomeVisitor(stage.browser);
    {
      await using ending = await startWebServer(stage, settings);
      const { page } = visitor;
      await page.goto(ending.url, { waitUntil: 'networkidle' });
      await page.route('**/_next/static/chunks/**', (route) => route.abort());
      await throwLater(page, 'thrown before the end');
      await leave(page);
      // Its errors wait now for envelopes that say more.
      await becomes(() => reportsTaken(ending), 2);
    }
    await visitor.leave();
    await down.fault('none');
    await using started = new AsyncDisposableStack();
    started.use(await startWebServer(stage, settings));
    const isIt = ({ payload }: { readonly payload: unknown }) =>
      JSON.stringify(payload).includes('thrown before the end');
    await down.waitFor((items) => items.some(isIt), 20_000);
    expect(down.received.filter(isIt)).toHaveLength(1);
    expect(down.received.find(isIt)?.payload).toMatchObject({ transaction: '/' });
  });
});

describe('an error of the server', () => {
  it('arrives at Sentry with its route and the reference that a person quotes', async () => {
    await using alone = await startWebServer(
      { apiUrl: 'http://127.0.0.1:9', workspaces: stage.workspaces },
      { TELEMETRY_SALT: salt, SENTRY_DSN: sentry.dsn },
    );
    const cookie = alone.signedIn(stage.lively.id).storageState;
    if (typeof cookie !== 'object') throw new Error('signed-in options hold cookies');
    const [{ name, value } = { name: '', value: '' }] = cookie.cookies;
    const answer = await fetch(
      `${alone.url}/api${stage.lively.path}/contacts?search=Rumpelstilzchen`,
      {
        headers: { cookie: `${name}=${value}` },
      },
    );
    expect(answer.status).toBe(502);
    const { instance } = Object(await answer.json());
    const isIt = () => eventOf('API_UNREACHABLE');
    await sentry.waitFor(() => isIt() !== undefined, 20_000);
    expect(isIt()).toMatchObject({
      transaction: 'GET /api/w/[workspace]/contacts',
      request: { method: 'GET', url: '/api/w/[workspace]/contacts' },
      tags: { workspace: hash(), code: 'API_UNREACHABLE' },
    });
    const id = Reflect.get(Object(Reflect.get(Object(isIt()), 'tags')), 'occurrence_id');
    expect(String(instance)).toContain(String(id));
  });
});

describe('the pages of a session', () => {
  it('are views under their route patterns, of a hashed workspace', async () => {
    rum.clear();
    const { page } = await enterMeasured('/contacts');
    await input(page);
    await untilSdksRun(page);
    await page.getByRole('link', { name: 'Campaigns' }).click();
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
    await leave(page);
    await becomes(() => viewNames(), [contacts, campaigns]);
    // Datadog keeps the last update of a view; the SDK sends the first one before it has read the context.
    const last = new Map(rum.ofType('view').map(({ viewId, event }) => [viewId, event]));
    expect(last.size).toBe(2);
    for (const event of last.values()) {
      expect(event).toMatchObject({
        context: { workspace: hash() },
        version: webVersion,
        service: 'unite-web',
      });
    }
  });

  it('tell nobody whom somebody searched for, or who they are', async () => {
    const visitor = await enterToBreak('/contacts?search=Rumpelstilzchen');
    const { page } = visitor;
    await input(page);
    await untilSdksRun(page);
    await page.getByRole('searchbox').fill('Klabautermann');
    await page.waitForRequest(/search=Klabautermann/);
    await throwLater(page, 'for ada@example.com password=hunter2 at /w/7/contacts?search=Kobold');
    await sentry.waitFor(() => eventOf('password=') !== undefined, 20_000);
    await page.goto(`${web.url}${stage.lively.path}/contacts`, { waitUntil: 'networkidle' });
    await page.getByRole('grid', { name: 'Contacts' }).focus();
    for (const key of ['j', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('complementary').locator('a[href*="/contacts/"]').click();
    await page.waitForURL(/\/contacts\/[0-9a-f-]{36}/);
    const contactId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect(contactId).toHaveLength(36);
    await input(page);
    await untilSdksRun(page);
    await leave(page);
    await becomes(() => viewNames().includes('/w/[workspace]/contacts/[id]'), true);

    const [{ value: session } = { value: '' }] = await visitor.context.cookies(web.url);
    const sent = [
      ...[...sentry.received, ...rum.received].map((item) => JSON.stringify(item)),
      ...[...sentry.requests, ...rum.requests].map(({ headers }) => JSON.stringify(headers)),
      await web.metrics(),
    ].join('\n');
    // What may be in it is, so that the search is one of something.
    for (const text of [hash(), 'password=[Filtered]', '/w/[workspace]/contacts/[id]']) {
      expect(sent).toContain(text);
    }
    const { apiKey } = stage.workspaces.find(({ id }) => id === stage.lively.id) ?? { apiKey: '' };
    const secrets = ['Rumpelstilzchen', 'Klabautermann', 'Kobold', 'ada@example.com', 'hunter2'];
    for (const text of [...secrets, contactId, stage.lively.id, session, apiKey, salt, token]) {
      expect(text.length).toBeGreaterThan(5);
      expect(sent).not.toContain(text);
    }
    await visitor.leave();
  });
});

describe('without settings', () => {
  const own = { metrics: async () => (await fetch(`${stage.webUrl}/metrics`)).text() };

  it('pages tell this server alone, and no vendor', async () => {
    const { page } = await enter(stage.lively, '/contacts');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    expect(await page.locator('meta[name=telemetry]').count()).toBe(0);
    const before = await loads(contacts, own);
    await input(page);
    await becomes(() => loads(contacts, own), { ...before, stayed: before.stayed + 1 });
    // The chunk that connects the vendors is here, and with it web vitals; nothing else follows.
    await page.waitForLoadState('networkidle');
    const tunnel = asked.filter((url) => url.includes('/api/telemetry'));
    expect(tunnel.map((url) => new URL(url).search)).toEqual(['?report']);
    expect(asked.filter((url) => !url.startsWith(stage.webUrl))).toEqual([]);
    expect(await page.evaluate(() => 'DD_RUM' in globalThis)).toBe(false);
  });

  it('metrics are shown to this machine, and not through a proxy', async () => {
    const status = async (url: string, headers: Record<string, string> = {}) =>
      (await fetch(`${url}/metrics`, { headers })).status;
    expect(await status(stage.webUrl)).toBe(200);
    const spoofed = { 'x-forwarded-for': '127.0.0.1', 'x-unite-peer': '127.0.0.1' };
    expect(await status(stage.webUrl, spoofed)).toBe(401);
    expect(await status(web.url)).toBe(401);
    expect(await status(web.url, { authorization: `Bearer ${token}x` })).toBe(401);
    expect(await status(web.url, { authorization: `Bearer ${token}` })).toBe(200);
  });

  it('requests are counted and timed under their patterns', async () => {
    const pattern = '/api/w/[workspace]/[...path]';
    const count = async () =>
      (await own.metrics())
        .split('\n')
        .filter((line) => line.startsWith('http_server_request_duration_seconds_count{'))
        .filter((line) => line.includes(`http_route="${pattern}"`) && line.includes('"401"'))
        .map((line) => Number(line.split(' ').at(-1)))
        .reduce((sum, one) => sum + one, 0);
    const before = await count();
    const answer = await fetch(`${stage.webUrl}/api${stage.lively.path}/contacts`);
    expect(answer.status).toBe(401);
    await becomes(count, before + 1);
  });

  it('refuse what did not come from a page of this origin', async () => {
    const answer = await fetch(`${web.url}/api/telemetry?report`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
      body: '{}',
    });
    expect(answer.status).toBe(403);
  });
});
