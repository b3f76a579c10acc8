import type { Page } from 'playwright-core';
import { contactAt } from '../address-book.ts';
import { visits } from './visits.ts';

const { stage, enter } = visits();
const openContacts = () => enter(stage.lively, '/contacts');
const grid = (page: Page) => page.getByRole('grid', { name: 'Contacts' });

/** A contact of its own for a test that changes it. */
async function create(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /New contact/ }).click();
  const dialog = page.getByRole('dialog', { name: 'New contact' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Email').fill(`${name.toLowerCase().replaceAll(' ', '.')}@example.org`);
  await dialog.getByRole('button', { name: 'Create contact' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: new RegExp(name) }).waitFor();
}

describe('the contacts of a workspace', () => {
  it('are created, and are there after a reload', async () => {
    const { page } = await openContacts();
    await create(page, 'Nora New');
    await page.reload({ waitUntil: 'networkidle' });
    await page.getByRole('row', { name: /Nora New/ }).waitFor();
  });

  it('are found by any of their words', async () => {
    const { page } = await openContacts();
    const { name, email } = contactAt(7);
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill(email);
    await page.getByRole('row', { name: new RegExp(email) }).waitFor();
    expect(await page.getByRole('row', { name: new RegExp(name) }).count()).toBe(1);
    expect(page.url()).toContain('search=');
  });

  it('are edited in place', async () => {
    const { page } = await openContacts();
    await create(page, 'Edna Edit');
    await page.getByRole('row', { name: /Edna Edit/ }).click();
    const panel = page.getByRole('complementary', { name: 'Edna Edit' });
    const company = panel.getByLabel('Company');
    await company.fill('Changed & Co');
    await company.press('Enter');
    await panel.getByText('Changed & Co').waitFor();
    await page.reload({ waitUntil: 'networkidle' });
    await page.getByRole('row', { name: /Edna Edit.*Changed & Co/ }).waitFor();
  });

  it('show both values when somebody else changed the same one meanwhile', async () => {
    const first = await openContacts();
    await create(first.page, 'Connie Conflict');
    const second = await openContacts();
    second.expectStatus(412);
    const panels = [];
    for (const { page } of [first, second]) {
      await page.getByRole('row', { name: /Connie Conflict/ }).click();
      panels.push(page.getByRole('complementary', { name: 'Connie Conflict' }));
    }
    const [theirs, mine] = panels;
    await theirs?.getByLabel('Company').fill('Theirs Ltd');
    await theirs?.getByLabel('Company').press('Enter');
    await theirs?.getByText('Theirs Ltd').waitFor();
    await mine?.getByLabel('Company').fill('Mine Inc');
    await mine?.getByLabel('Company').press('Enter');
    await mine?.getByText('Theirs Ltd').waitFor();
    await mine?.getByRole('button', { name: 'Use mine' }).click();
    await mine?.getByRole('button', { name: 'Use mine' }).waitFor({ state: 'detached' });
    await second.page.reload({ waitUntil: 'networkidle' });
    await second.page.getByRole('row', { name: /Connie Conflict.*Mine Inc/ }).waitFor();
  });

  it('are deleted at once, and come back with Undo', async () => {
    const { page } = await openContacts();
    await create(page, 'Della Delete');
    const row = page.getByRole('row', { name: /Della Delete/ });
    await row.click();
    await page.getByRole('button', { name: 'Delete contact' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    await page.reload({ waitUntil: 'networkidle' });
    await row.waitFor();
  });
});

describe('the contacts by keyboard alone', () => {
  it('can be reached, opened, edited and left', async () => {
    const { page } = await openContacts();
    const press = (key: string) => page.keyboard.press(key);
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await press('Enter');
    await grid(page).focus();
    await press('j');
    await press('j');
    await press('Enter');
    await page.getByRole('complementary').waitFor();
    await press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(await grid(page).evaluate((element) => element === document.activeElement)).toBe(true);
    await press('c');
    await page.getByRole('dialog', { name: 'New contact' }).waitFor();
    await page.keyboard.type('Kay Keyboard');
    await press('Enter');
    await page.getByRole('row', { name: /Kay Keyboard/ }).waitFor();
  });

  it('search from the list with a slash and come back to it with an arrow', async () => {
    const { page } = await openContacts();
    await grid(page).focus();
    await page.keyboard.press('/');
    await page.keyboard.type(contactAt(11).email);
    await page.getByRole('row', { name: new RegExp(contactAt(11).email) }).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await grid(page).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('lead everywhere through the palette', async () => {
    const { page } = await openContacts();
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.type('operations');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Operations' }).waitFor();
  });
});

describe('100,000 contacts', () => {
  it('are 60 rows at most, also at the very end, and the last one has its data', async () => {
    const { page } = await enter(stage.crowded, '/contacts?sort=name');
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('100001');
    await grid(page).focus();
    await page.keyboard.press('End');
    const last = page.locator('[role=row][aria-rowindex="100001"]');
    await last.getByText('@example.com').waitFor();
    expect(await page.getByRole('row').count()).toBeLessThanOrEqual(60);
  });
});
