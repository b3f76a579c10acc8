import type { Locator, Page } from 'playwright-core';
import { accessibilityViolations } from '../accessibility.ts';
import { sidewaysOverflow } from '../sideways-overflow.ts';
import { cookieHeader } from '../stage.ts';
import { busyTelemetry } from './busy-telemetry.ts';
import { takePicture } from './picture.ts';
import { visits } from './visits.ts';

const { stage, enter } = visits();
const address = /\/operations\/telemetry$/;

const panel = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true });
const tableOf = (page: Page, name: string): Locator =>
  page.getByRole('button', { name: `Table of ${name}` });

/** Asks the API itself, as the workspace on the stage. */
async function ask(path: string): Promise<Response> {
  const workspace = stage.workspaces.find(({ id }) => id === stage.lively.id);
  return fetch(stage.apiUrl + path, { headers: { authorization: `Bearer ${workspace?.apiKey}` } });
}

/** How many requests of `route` the API has counted. */
async function counted(route: string): Promise<number> {
  const told = (await (await ask('/api/operations/telemetry')).json()) as typeof busyTelemetry;
  return told.requests.routes.find((one) => one.route === route)?.requests ?? 0;
}

/** Lets the next question of the page be answered with `body`, and asks it at once. */
async function answerWith(page: Page, body: unknown, status = 200): Promise<void> {
  await page.route(address, (route) => {
    const contentType = status === 200 ? 'application/json' : 'application/problem+json';
    return route.fulfill({ status, contentType, body: JSON.stringify(body) });
  });
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
}

describe('the telemetry on the operations page', () => {
  it('is in the document before any script runs', async () => {
    const response = await fetch(`${stage.webUrl}${stage.lively.path}/operations`, {
      headers: { cookie: cookieHeader(stage.lively) },
    });
    const text = await response.text();
    for (const title of ['Requests', 'Latency by route', 'Objectives', 'Cost by endpoint']) {
      expect(text).toMatch(new RegExp(`<h3[^>]*>${title}</h3>`));
    }
    expect(text).toMatch(/<svg[^>]*aria-label="[\d,]+ requests? in the last hour/);
    expect(text).not.toContain('style="');
  });

  it('counts exactly what was asked', async () => {
    const route = 'GET /api/campaigns';
    const before = await counted(route);
    for (let n = 0; n < 7; n += 1) await ask('/api/campaigns');
    const { page } = await enter(stage.lively, '/operations');
    await tableOf(page, 'Latency by route').click();
    const row = panel(page, 'Latency by route').getByRole('row').filter({ hasText: route });
    // What one look shows is shown to everybody for a second; the page's next one has the new figure.
    await row
      .getByRole('cell')
      .first()
      .getByText(String(before + 7), { exact: true })
      .waitFor();
  });

  it('has a table for each chart, by the keyboard, and keeps the focus', async () => {
    const { page } = await enter(stage.lively, '/operations');
    for (const name of ['Requests', 'Latency by route', 'Objectives', 'Cost by endpoint']) {
      await tableOf(page, name).focus();
      await page.keyboard.press('Enter');
      await panel(page, name).getByRole('table').waitFor();
      const back = page.getByRole('button', { name: `Chart of ${name}` });
      expect(await back.evaluate((button) => button === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      await panel(page, name).getByRole('table').waitFor({ state: 'detached' });
    }
  });

  it('names what failed by the reference that its caller was told, to copy', async () => {
    const primary = stage.postgres.nodes.find(({ role }) => role === 'primary');
    if (primary === undefined) throw new Error('the stage has no primary');
    await stage.postgres.sql(primary, 'alter table campaigns rename to hidden');
    // A search, which is not cached.
    const failure = await ask('/api/campaigns?search=hidden');
    await stage.postgres.sql(primary, 'alter table hidden rename to campaigns');
    expect(failure.status).toBe(500);
    const { instance } = (await failure.json()) as { instance: string };
    const id = String(instance.split('/').at(-1));

    const { page, context } = await enter(stage.lively, '/operations');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const group = panel(page, 'Errors').getByRole('listitem').filter({ hasText: id });
    await group.getByText('GET /api/campaigns').waitFor();
    await group.getByRole('button', { name: 'Copy' }).first().click();
    await group.getByText('Copied').first().waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(id);
  });

  it('says when it alone is away, keeps what it knew, and recovers', async () => {
    const visitor = await enter(stage.lively, '/operations');
    visitor.expectStatus(503);
    const { page } = visitor;
    await answerWith(page, { type: 'about:blank', title: 'Not available', status: 503 }, 503);
    await panel(page, 'Telemetry').getByRole('alert').getByText('Not available').waitFor();
    await page.getByRole('status', { name: 'Summary' }).getByText('Everything works').waitFor();
    await panel(page, 'Requests').getByRole('img').waitFor();
    await takePicture(page, 'telemetry-away');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.unroute(address);
    await panel(page, 'Telemetry').getByRole('alert').waitFor({ state: 'detached' });
  });
});

const looks = [
  { look: 'light', options: { colorScheme: 'light' } },
  { look: 'dark', options: { colorScheme: 'dark' } },
  { look: 'mobile', options: { colorScheme: 'light', viewport: { width: 390, height: 844 } } },
  { look: 'narrow', options: { colorScheme: 'dark', viewport: { width: 320, height: 720 } } },
] as const;

describe.each(looks)('a busy process in $look', ({ look, options }) => {
  const busy = async (): Promise<Page> => {
    const { page } = await enter(stage.lively, '/operations', options);
    await answerWith(page, busyTelemetry);
    await panel(page, 'Errors').getByText('APICallError').waitFor();
    return page;
  };
  /** The whole sheet in one picture: it scrolls by itself, so the window is made as tall as it. */
  const wholePicture = async (page: Page, name: string): Promise<void> => {
    const { width = 0 } = page.viewportSize() ?? {};
    const height = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0);
    await page.setViewportSize({ width, height: height + 160 });
    await takePicture(page, name);
  };

  it('is shown in charts without a violation or a sideways overflow', async () => {
    const page = await busy();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    await wholePicture(page, `telemetry-${look}`);
  });

  it('is shown in tables without a violation or a sideways overflow', async () => {
    const page = await busy();
    const buttons = page.getByRole('button', { name: /^Table of / });
    while ((await buttons.count()) > 0) await buttons.first().click();
    expect(await page.getByRole('table').count()).toBe(6);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    await wholePicture(page, `telemetry-tables-${look}`);
  });
});
