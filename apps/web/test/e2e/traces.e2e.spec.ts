import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { accessibilityViolations } from '../accessibility.ts';
import { sidewaysOverflow } from '../sideways-overflow.ts';
import { cookieHeader } from '../stage.ts';
import { takePicture } from './picture.ts';
import { visits } from './visits.ts';

const { stage, enter } = visits();

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Asks the API itself, as a workspace on the stage, and gives the trace that the answer names. */
async function ask(path: string, init: RequestInit = {}): Promise<string> {
  const workspace = stage.workspaces.find(({ id }) => id === stage.lively.id);
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${workspace?.apiKey}`);
  const answer = await fetch(stage.apiUrl + path, { ...init, headers });
  await answer.text();
  return answer.headers.get('x-trace-id') ?? '';
}

/** A request that fails, with its trace. */
async function fail(): Promise<string> {
  const { primary } = stage.postgres;
  await stage.postgres.sql(primary, 'alter table campaigns rename to hidden');
  try {
    // A search, which is not cached.
    return await ask('/api/campaigns?search=hidden');
  } finally {
    await stage.postgres.sql(primary, 'alter table hidden rename to campaigns');
  }
}

/** Several requests of one trace, as a page makes them, one of which fails. */
async function busyTrace(): Promise<string> {
  const traceId = randomBytes(16).toString('hex');
  const headers = {
    traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    'content-type': 'application/json',
  };
  await ask('/api/operations', { headers });
  await ask('/api/contacts?limit=50&sort=name&search=a', { headers });
  stage.ai.set('error');
  await ask('/api/ai/draft', { method: 'POST', headers, body: '{"prompt":"A sale in spring"}' });
  stage.ai.set('ok');
  return traceId;
}

describe('the traces of a workspace', () => {
  it('are in the document before any script runs', async () => {
    const traceId = await fail();
    const get = async (path: string) => {
      const response = await fetch(`${stage.webUrl}${stage.lively.path}/operations/traces${path}`, {
        headers: { cookie: cookieHeader(stage.lively) },
      });
      return response.text();
    };
    expect(await get('')).toContain(`/operations/traces/${traceId}`);
    const trace = await get(`/${traceId}`);
    expect(trace).toMatch(/<summary[^>]*>/);
    expect(trace).toContain('GET /api/campaigns');
    expect(trace).not.toContain('style="');
  });

  it('are found from the operations page, each with why it is kept', async () => {
    const traceId = await fail();
    const { page } = await enter(stage.lively, '/operations');
    await page.getByRole('link', { name: 'Traces', exact: true }).click();
    const row = region(page, 'Traces')
      .getByRole('row')
      .filter({ has: page.locator(`a[href$="${traceId}"]`) });
    await row.getByRole('cell', { name: '500' }).waitFor();
    await row.getByRole('cell', { name: 'In the share' }).waitFor();
    await row.getByRole('link').click();
    await region(page, 'Summary').getByText('GET /api/campaigns').waitFor();
    await region(page, 'Errors').getByText('INTERNAL').waitFor();
    await region(page, 'Log').getByText('request failed').waitFor();
    await page.getByRole('link', { name: 'Traces', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Traces' }).waitFor();
  });

  it('open each step by the keyboard, and have a table that tells the same', async () => {
    const { page } = await enter(stage.lively, `/operations/traces/${await busyTrace()}`);
    const steps = region(page, 'Steps');
    const step = steps.locator('details').filter({ hasText: 'SELECT contacts' }).first();
    await step.locator('summary').focus();
    await page.keyboard.press('Enter');
    await step.getByText('db.query.text').waitFor();
    const drawn = await steps.locator('summary').count();
    await page.getByRole('button', { name: 'Table of Steps' }).focus();
    await page.keyboard.press('Enter');
    const rows = region(page, 'Steps in figures').getByRole('row');
    expect(await rows.count()).toBe(drawn + 1);
  });

  it('are told apart from what nobody here knows', async () => {
    const { page } = await enter(stage.lively, `/operations/traces/${'0'.repeat(31)}1`);
    await page.getByText('This trace is not known here').waitFor();
    await takePicture(page, 'trace-unknown');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('are none of another workspace', async () => {
    const traceId = await fail();
    const { page } = await enter(stage.empty, `/operations/traces/${traceId}`);
    await page.getByText('This trace is not known here').waitFor();
    expect(await page.getByText('GET /api/campaigns').count()).toBe(0);
  });
});

const looks = [
  { look: 'light', options: { colorScheme: 'light' } },
  { look: 'dark', options: { colorScheme: 'dark' } },
  { look: 'mobile', options: { colorScheme: 'light', viewport: { width: 390, height: 844 } } },
  { look: 'narrow', options: { colorScheme: 'dark', viewport: { width: 320, height: 720 } } },
] as const;

describe.each(looks)('traces in $look', ({ look, options }) => {
  /** The whole sheet in one picture: it scrolls by itself, so the window is made as tall as it. */
  const wholePicture = async (page: Page, name: string): Promise<void> => {
    const { width = 0 } = page.viewportSize() ?? {};
    const height = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0);
    await page.setViewportSize({ width, height: Math.min(3_000, height + 160) });
    await takePicture(page, name);
  };
  const expectSound = async (page: Page) => {
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
  };

  it('are listed without a violation or a sideways overflow', async () => {
    await fail();
    const { page } = await enter(stage.lively, '/operations/traces', options);
    await region(page, 'Traces').getByRole('row').nth(1).waitFor();
    await takePicture(page, `traces-${look}`);
    await expectSound(page);
  });

  it('are shown as a waterfall and as a table without a violation or a sideways overflow', async () => {
    const { page } = await enter(stage.lively, `/operations/traces/${await busyTrace()}`, options);
    await region(page, 'Steps').locator('summary').filter({ hasText: 'SELECT' }).first().click();
    await expectSound(page);
    await wholePicture(page, `trace-${look}`);
    await page.getByRole('button', { name: 'Table of Steps' }).click();
    await expectSound(page);
    await takePicture(page, `trace-table-${look}`);
  });
});
