import type { Locator, Page } from 'playwright-core';
import { accessibilityViolations } from '../accessibility.ts';
import { contactAt } from '../address-book.ts';
import { sidewaysOverflow } from '../sideways-overflow.ts';
import { takePicture } from './picture.ts';
import { visits } from './visits.ts';

const { stage, visit, enter } = visits();

/** The card of a problem: what is announced, and below it what can be pressed. */
const card = (within: Page | Locator): Locator => within.locator('section:has([role=alert])');

/** Opens the form for a new contact and sends it. */
async function create(page: Page, values: Readonly<Record<string, string>>): Promise<Locator> {
  await page.getByRole('button', { name: /New contact/ }).click();
  const dialog = page.getByRole('dialog', { name: 'New contact' });
  for (const [label, value] of Object.entries(values)) await dialog.getByLabel(label).fill(value);
  await dialog.getByRole('button', { name: 'Create contact' }).click();
  await dialog.getByRole('alert').waitFor();
  return dialog;
}

/** What a person hears of a field: its hint and what is wrong with it. */
async function description(page: Page, field: Locator): Promise<string> {
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
  const texts = ids.map((id) => page.locator(`[id="${id}"]`).textContent());
  return (await Promise.all(texts)).join(' ');
}

async function inspect(page: Page, name: string): Promise<void> {
  await takePicture(page, name);
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await sidewaysOverflow(page)).toBe(0);
}

const looks = [
  { look: 'light', options: { colorScheme: 'light' } },
  { look: 'dark', options: { colorScheme: 'dark' } },
  { look: 'mobile', options: { colorScheme: 'dark', viewport: { width: 390, height: 844 } } },
] as const;

describe.each(looks)('a problem in $look', ({ look, options }) => {
  it('of a field stands at the field, with the advice below', async () => {
    const visitor = await enter(stage.lively, '/contacts', options);
    visitor.expectStatus(400);
    const { page } = visitor;
    const dialog = await create(page, { Name: 'Fay Faulty', Email: 'fay at home' });
    const email = dialog.getByLabel('Email');
    expect(await email.getAttribute('aria-invalid')).toBe('true');
    expect(await email.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await description(page, email)).toMatch(/e-?mail/i);
    await dialog.getByText('Correct what is named, then try again.').waitFor();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Fay Faulty');
    await inspect(page, `problem-field-${look}`);
  });

  it('has a title, what to do, and a reference that its button copies', async () => {
    const visitor = await enter(stage.lively, '/contacts', options);
    visitor.expectStatus(409);
    const { context, page } = visitor;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const dialog = await create(page, { Email: contactAt(3).email });
    const problem = card(dialog);
    await problem.getByText('A contact with this e-mail exists').waitFor();
    await problem.getByText('Search for the address and edit that contact').waitFor();
    await inspect(page, `problem-${look}`);
    const reference = await problem.locator('code').textContent();
    expect(reference).toMatch(/^[\w-]{16,}$/);
    await problem.getByRole('button', { name: 'Copy' }).click();
    await problem.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(reference);
    await inspect(page, `problem-copied-${look}`);
  });

  it('of a value that is edited in place does not call the value wrong when it is not', async () => {
    const { name, email: address } = contactAt(5);
    const visitor = await enter(stage.lively, `/contacts?search=${address}`, options);
    visitor.expectStatus(409);
    const { page } = visitor;
    await page.getByRole('row', { name: new RegExp(name) }).click();
    const email = page.locator('.contact-panel, .contact-sheet').getByLabel('Email');
    await email.fill(contactAt(3).email);
    await email.press('Enter');
    const alert = page.getByRole('alert');
    await alert.getByText('A contact with this e-mail exists').waitFor();
    await alert.getByText('Search for the address').waitFor();
    expect(await email.getAttribute('aria-invalid')).toBeNull();
    await inspect(page, `problem-panel-${look}`);
  });

  it('of a session that ended leads to the start page', async () => {
    const visitor = await enter(stage.lively, '/contacts', options);
    visitor.expectStatus(401);
    const { context, page } = visitor;
    await context.clearCookies();
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill('ada');
    const problem = card(page.getByRole('main'));
    await problem.getByText('You are not signed in to this workspace').waitFor();
    await problem.getByText('Choose the workspace again on the start page.').waitFor();
    await inspect(page, `problem-signed-out-${look}`);
    await problem.getByRole('link', { name: 'Start page' }).click();
    await page.getByRole('button', { name: stage.lively.name }).waitFor();
  });
});

describe("the page of a problem of this web server's own", () => {
  it.each(['light', 'dark'] as const)('says when it occurs and what to do, in %s', async (look) => {
    const { page } = await visit('/errors/unauthorized', { colorScheme: look });
    await page.getByRole('heading', { name: 'You are not signed in to this workspace' }).waitFor();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    await inspect(page, `problem-page-${look}`);
  });

  it('is not sent again to who has it, and is there only for a problem that exists', async () => {
    const url = `${stage.webUrl}/errors/unauthorized`;
    const page = await fetch(url, { headers: { accept: 'text/markdown' } });
    expect(await page.text()).toMatch(/^# You are not signed in/);
    const etag = page.headers.get('etag') ?? '';
    const headers = { accept: 'text/markdown', 'if-none-match': etag };
    expect((await fetch(url, { headers })).status).toBe(304);
    const missing = await fetch(`${stage.webUrl}/errors/nothing`);
    expect(missing.headers.get('content-type')).toBe('application/problem+json');
    expect(await missing.json()).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });
});
