import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { visits } from './visits.ts';

const { stage, enter } = visits();
const openImport = () => enter(stage.lively, '/contacts/import');

function csv(name: string, text: string | Buffer) {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}
const choose = (page: Page, file: ReturnType<typeof csv>) =>
  page.getByLabel('Address book file').setInputFiles(file);
const start = (page: Page) => page.getByRole('button', { name: 'Import contacts' }).click();
const problem = (page: Page): Locator => page.getByRole('main').getByRole('alert');

/** The number under a label of the summary. */
const count = (page: Page, label: string) =>
  page.getByRole('main').locator('dl > div', { hasText: label }).locator('dd').textContent();

describe('importing an address book', () => {
  it('shows the first rows, imports, and reports what was refused and why', async () => {
    const { page } = await openImport();
    await choose(
      page,
      csv(
        'people.csv',
        'name,email,shoe size\nAda Import,ada.import@example.com,38\nBob,not-an-address,44\n',
      ),
    );
    await page.getByRole('cell', { name: 'ada.import@example.com' }).waitFor();
    await start(page);
    await page.getByRole('heading', { name: 'Imported, with some rows refused' }).waitFor();
    expect(await count(page, 'Created')).toBe('1');
    expect(await count(page, 'Refused')).toBe('1');
    const refusal = page.getByRole('row').filter({ hasText: 'not an e-mail address' });
    expect(await refusal.getByRole('cell').allTextContents()).toEqual([
      '3',
      'email',
      expect.stringContaining('not an e-mail address'),
    ]);
    await page.getByRole('row', { name: 'shoe size left out' }).waitFor();
  });

  it('gives the refusals as a file', async () => {
    const { page } = await openImport();
    await choose(page, csv('people.csv', 'name,email\nBob,nope\n'));
    await start(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toMatch(/^\uFEFFline,column,reason,code\r\n2,email,/);
  });

  it('doubles nothing when the same file comes again', async () => {
    const file = csv('again.csv', 'name,email\nTwice,twice@example.com\n');
    const { page } = await openImport();
    for (const expected of ['Import finished', 'Everything was up to date']) {
      await choose(page, file);
      await start(page);
      await page.getByRole('heading', { name: expected }).waitFor();
      await page.getByRole('button', { name: 'Import another file' }).click();
    }
  });

  it('takes a file that is dropped on the page', async () => {
    const { page } = await openImport();
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['name,email\nDropped,dropped@example.com\n'], 'dropped.csv'));
      return data;
    });
    await page.getByLabel('Drop a file here').dispatchEvent('drop', { dataTransfer: transfer });
    await page.getByText('dropped.csv').waitFor();
    await start(page);
    await page.getByRole('heading', { name: 'Import finished' }).waitFor();
    await page.getByRole('link', { name: 'See contacts' }).click();
    await page.getByRole('row', { name: /Dropped/ }).waitFor();
  });

  it('takes pasted cards', async () => {
    const { page } = await openImport();
    await page.getByRole('button', { name: 'Paste text' }).click();
    await page
      .getByLabel('Rows copied from a spreadsheet')
      .fill('BEGIN:VCARD\nVERSION:3.0\nFN:Carla Card\nEMAIL:carla.card@example.com\nEND:VCARD\n');
    await page.getByRole('button', { name: 'Use this text' }).click();
    await page.getByText('Carla Card').waitFor();
    await start(page);
    await page.getByRole('heading', { name: 'Import finished' }).waitFor();
    await page.getByText(/vCard in UTF-8/).waitFor();
  });

  it('tells live how far it is, and can be stopped without losing what was written', async () => {
    const { page } = await openImport();
    const rows = Array.from(
      { length: 60_000 },
      (_, at) => `Stopped ${at},stopped.${at}@example.com`,
    );
    await choose(page, csv('large.csv', `name,email\n${rows.join('\n')}\n`));
    await start(page);
    await page.getByText(/[\d,]+ rows read/).waitFor();
    await page.waitForFunction(() => {
      const bar = document.querySelector('progress');
      return bar !== null && bar.value > 5 && bar.value < 100;
    });
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('The import was stopped').waitFor();
    await page.goto(`${stage.lively.path}/contacts?search=stopped.0@example.com`);
    await page
      .getByRole('row', { name: /Stopped 0/ })
      .first()
      .waitFor();
  });

  describe('with a file that cannot be imported', () => {
    it('says so at once when there is nothing in it', async () => {
      const { page } = await openImport();
      await choose(page, csv('empty.csv', ''));
      await problem(page).getByText('The file is empty').waitFor();
    });

    it('says so at once when it is not text', async () => {
      const { page } = await openImport();
      await choose(page, csv('book.xlsx', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0])));
      await problem(page).getByText('This is not a text file').waitFor();
    });

    it('shows the answer of the API, with its reference to copy, when it knows no column', async () => {
      const visitor = await openImport();
      visitor.expectStatus(400);
      const { page } = visitor;
      await choose(page, csv('odd.csv', 'foo,bar\n1,2\n'));
      await start(page);
      await page
        .getByRole('main')
        .getByText(/Reference/)
        .waitFor();
      expect(await problem(page).textContent()).toMatch(/foo.*bar/);
      await problem(page).getByText('Add a first row that names the columns').waitFor();
      expect(await page.getByRole('button', { name: 'Import again' }).count()).toBe(0);
    });
  });

  it('says that the API is away, and goes on when it is back', async () => {
    const visitor = await openImport();
    visitor.expectStatus(502);
    visitor.expectStatus(503);
    const { page } = visitor;
    await choose(page, csv('later.csv', 'name,email\nLater,later@example.com\n'));
    await page.getByRole('button', { name: 'Import contacts' }).waitFor();
    await stage.api.stop();
    try {
      await start(page);
      await problem(page).waitFor();
    } finally {
      await stage.api.start();
    }
    await page.getByRole('button', { name: 'Import again' }).click();
    await page.getByRole('heading', { name: 'Import finished' }).waitFor();
  });
});
