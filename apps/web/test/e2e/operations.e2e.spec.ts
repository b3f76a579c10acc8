import type { Locator, Page } from 'playwright-core';
import { visits } from './visits.ts';

const { stage, enter } = visits();
const openOperations = () => enter(stage.lively, '/operations');
const servers = (page: Page): Locator =>
  page.getByRole('region', { name: 'Database servers' }).getByRole('table');

describe('the operations page', () => {
  it('shows every part of the system', async () => {
    const { page } = await openOperations();
    await page.getByRole('status', { name: 'Summary' }).getByText('Everything works').waitFor();
    for (const part of ['API', 'PostgreSQL', 'Redis', 'AI']) {
      await page.getByRole('heading', { name: part, exact: true }).waitFor();
    }
    const roles = await servers(page).getByRole('row').allTextContents();
    expect(roles.filter((row) => row.includes('primary'))).toHaveLength(1);
    expect(roles.filter((row) => row.includes('replica'))).toHaveLength(2);
  });

  it('says by itself that a replica was killed, and that it is back', async () => {
    const replica = stage.postgres.nodes.find(({ role }) => role === 'replica');
    if (replica === undefined) throw new Error('the stage has no replica');
    const { page } = await openOperations();
    const summary = page.getByRole('status', { name: 'Summary' });
    await summary.getByText('Everything works').waitFor();
    await stage.postgres.crash(replica);
    try {
      await summary.getByText(/does not answer/).waitFor({ timeout: 20_000 });
      expect(await servers(page).getByText('Down').count()).toBe(1);
    } finally {
      await stage.postgres.restart(replica);
    }
    await summary.getByText('Everything works').waitFor({ timeout: 20_000 });
  });

  it('keeps what it knew while the API is away, says so, and recovers', async () => {
    const visitor = await openOperations();
    visitor.expectStatus(502);
    const { page } = visitor;
    await stage.api.stop();
    try {
      await page.getByRole('main').getByRole('alert').waitFor({ timeout: 20_000 });
      expect(await servers(page).count()).toBe(1);
      await page.getByRole('heading', { name: 'Requests', exact: true }).waitFor();
    } finally {
      await stage.api.start();
    }
    await page.getByRole('main').getByRole('alert').waitFor({ state: 'detached', timeout: 20_000 });
  });

  it('stands still while it is paused', async () => {
    const { page } = await openOperations();
    await page.getByRole('button', { name: 'Pause' }).click();
    let asked = 0;
    page.on('request', (request) => {
      if (/\/operations(\/telemetry)?$/.test(request.url())) asked += 1;
    });
    // Longer than between two questions; a busy clock may step over a second.
    await page.getByText(/Paused, updated ([6-9]|\d\d) s ago/).waitFor();
    expect(asked).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.waitForRequest(/\/operations$/);
  });
});
