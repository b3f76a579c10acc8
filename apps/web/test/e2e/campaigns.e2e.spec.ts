import type { Page } from 'playwright-core';
import { visits } from './visits.ts';

const { stage, enter } = visits();

/** A campaign of its own, open in its editor. */
async function create(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New campaign' }).click();
  const dialog = page.getByRole('dialog', { name: 'New campaign' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Create campaign' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.waitForLoadState('networkidle');
}
async function openNew(name: string) {
  const visitor = await enter(stage.lively, '/campaigns');
  await create(visitor.page, name);
  return visitor;
}
async function askForDraft(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start a draft' }).click();
  await page.getByLabel('What is the message about?').fill('A campaign about our spring sale');
  await page.getByRole('button', { name: 'Write a draft' }).click();
}

describe('a campaign', () => {
  afterEach(() => stage.ai.set('ok'));

  it('needs a name, and the API says so at the field', async () => {
    const visitor = await enter(stage.lively, '/campaigns');
    visitor.expectStatus(400);
    const { page } = visitor;
    await page.getByRole('button', { name: 'New campaign' }).click();
    const dialog = page.getByRole('dialog', { name: 'New campaign' });
    await dialog.getByRole('button', { name: 'Create campaign' }).click();
    await dialog.locator('input[aria-invalid=true]').waitFor();
  });

  it('is written with a draft whose words appear as they come', async () => {
    const { page } = await openNew('Spring');
    stage.ai.set('slow', 60);
    await askForDraft(page);
    await page.locator('[aria-busy=true]').getByText('Hello').waitFor();
    await page.getByRole('button', { name: 'Stop writing' }).waitFor();
    await page.getByRole('button', { name: 'Use this draft' }).click();
    expect(await page.getByLabel('Subject', { exact: true }).inputValue()).toMatch(/spring sale/i);
    await page.keyboard.press('Control+s');
    await page.getByRole('main').getByText('Saved', { exact: true }).waitFor();
    await page.reload();
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toContain('spring sale');
  });

  it('keeps what was written when the writing is stopped', async () => {
    const { page } = await openNew('Stopped');
    stage.ai.set('slow', 80);
    await askForDraft(page);
    await page.locator('[aria-busy=true]').getByText('Hello').waitFor();
    await page.getByRole('button', { name: 'Stop writing' }).click();
    await page.getByRole('button', { name: 'Use this draft' }).waitFor();
    expect(await page.getByRole('main').getByRole('alert').count()).toBe(0);
  });

  it.each([
    ['rate-limited', /Try again in \d+ s|Write a draft/],
    ['error', /Write a draft/],
    ['cut-off', /Write a draft/],
  ] as const)(
    'shows a problem when the AI is %s, and the form is ready again',
    async (mode, button) => {
      const visitor = await openNew(`Trouble ${mode}`);
      for (const status of [429, 502, 503]) visitor.expectStatus(status);
      const { page } = visitor;
      stage.ai.set(mode);
      await askForDraft(page);
      await page.getByRole('main').getByRole('alert').waitFor();
      await page.getByRole('button', { name: button }).waitFor();
      stage.ai.set('ok');
      await page.getByRole('button', { name: 'Write a draft' }).click();
      await page.getByRole('button', { name: 'Use this draft' }).waitFor();
    },
  );

  it('shows both texts when somebody else changed the same one meanwhile', async () => {
    const first = await openNew('Contested');
    const second = await enter(
      stage.lively,
      new URL(first.page.url()).pathname.replace(stage.lively.path, ''),
    );
    second.expectStatus(412);
    await first.page.getByLabel('Subject', { exact: true }).fill('Theirs');
    await first.page.getByRole('button', { name: 'Save' }).click();
    await first.page.getByRole('main').getByText('Saved', { exact: true }).waitFor();
    const { page } = second;
    await page.getByLabel('Subject', { exact: true }).fill('Mine');
    await page.getByRole('button', { name: 'Save' }).click();
    const alert = page.getByRole('main').getByRole('alert');
    await alert.getByText('Theirs', { exact: true }).waitFor();
    await alert.getByRole('button', { name: 'Take theirs' }).click();
    expect(await page.getByLabel('Subject', { exact: true }).inputValue()).toBe('Theirs');
  });

  it('is deleted at once, and comes back with Undo', async () => {
    const { page } = await openNew('Fleeting');
    await page.getByRole('button', { name: 'Delete campaign' }).click();
    await page.waitForURL('**/campaigns');
    const line = page.getByRole('link', { name: 'Fleeting' });
    await line.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await line.waitFor();
  });

  it('that does not exist is a page that says so', async () => {
    const visitor = await enter(stage.lively, '/contacts');
    visitor.expectStatus(404);
    await visitor.page.goto(`${stage.lively.path}/campaigns/01900000-0000-7000-8000-000000000000`);
    await visitor.page.getByRole('heading', { name: 'Not in this workspace' }).waitFor();
  });
});
