import type { Page } from 'playwright-core';
import { accessibilityViolations } from '../accessibility.ts';
import { sidewaysOverflow } from '../sideways-overflow.ts';
import type { StageWorkspace } from '../stage.ts';
import type { Visitor } from '../visitor.ts';
import { takePicture } from './picture.ts';
import { visits } from './visits.ts';

const { stage, visit, enter } = visits();

/** One state in which a page can be. */
interface Scene {
  readonly name: string;
  readonly workspace?: () => StageWorkspace;
  readonly path: string;
  /** Brings the page into the state. */
  readonly act?: (page: Page, visitor: Visitor) => Promise<unknown>;
}

const lively = () => stage.lively;
const empty = () => stage.empty;
const book = {
  name: 'address-book.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    `name,email,phone,company,shoe size\n${Array.from({ length: 60 }, (_, at) =>
      at % 7 === 3
        ? `Refused ${at},not-an-address,,Nowhere,41`
        : `Guest ${at},guest.${at}@example.net,030 555 ${100 + at},"Company, ${at % 9}",40`,
    ).join('\n')}\n`,
  ),
};
const choose = (page: Page) => page.getByLabel('Address book file').setInputFiles(book);

async function newCampaign(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New campaign' }).click();
  await page.getByLabel('Name').fill('Winter offer');
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await page.getByRole('heading', { level: 1, name: 'Winter offer' }).waitFor();
}

const scenes: readonly Scene[] = [
  { name: 'start', path: '/' },
  { name: 'contacts', workspace: lively, path: '/contacts' },
  { name: 'contacts-empty', workspace: empty, path: '/contacts' },
  {
    name: 'contacts-no-match',
    workspace: lively,
    path: '/contacts?search=nobody-has-this-name',
  },
  {
    name: 'contacts-panel',
    workspace: lively,
    path: '/contacts?sort=name',
    act: async (page) => {
      await page.getByRole('row').nth(3).click();
      await page.getByLabel('Job title').waitFor();
    },
  },
  {
    name: 'contacts-new',
    workspace: lively,
    path: '/contacts',
    act: async (page, visitor) => {
      visitor.expectStatus(400);
      await page.getByRole('button', { name: /New contact/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Email').fill('not an address');
      await dialog.getByRole('button', { name: 'Create contact' }).click();
      await dialog.locator('[aria-invalid=true]').waitFor();
    },
  },
  {
    name: 'palette',
    workspace: lively,
    path: '/contacts',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.locator('dialog[open]').waitFor();
      await page.keyboard.type('a');
    },
  },
  {
    name: 'shortcuts',
    workspace: lively,
    path: '/contacts',
    act: async (page) => {
      await page.getByRole('grid').focus();
      await page.keyboard.press('?');
      await page.locator('dialog[open]').waitFor();
    },
  },
  { name: 'import', workspace: lively, path: '/contacts/import' },
  {
    name: 'import-paste',
    workspace: lively,
    path: '/contacts/import',
    act: (page) => page.getByRole('button', { name: 'Paste text' }).click(),
  },
  {
    name: 'import-ready',
    workspace: lively,
    path: '/contacts/import',
    act: async (page) => {
      await choose(page);
      await page.getByRole('button', { name: 'Import contacts' }).waitFor();
    },
  },
  {
    name: 'import-report',
    workspace: lively,
    path: '/contacts/import',
    act: async (page) => {
      await choose(page);
      await page.getByRole('button', { name: 'Import contacts' }).click();
      await page.getByRole('link', { name: 'See contacts' }).waitFor();
    },
  },
  {
    name: 'import-problem',
    workspace: lively,
    path: '/contacts/import',
    act: async (page, visitor) => {
      visitor.expectStatus(400);
      await page
        .getByLabel('Address book file')
        .setInputFiles({ ...book, buffer: Buffer.from('foo,bar\n1,2\n') });
      await page.getByRole('button', { name: 'Import contacts' }).click();
      await page.getByRole('main').getByRole('alert').getByText('Add a first row').waitFor();
    },
  },
  { name: 'campaigns-empty', workspace: empty, path: '/campaigns' },
  {
    name: 'campaign-new',
    workspace: lively,
    path: '/campaigns',
    act: async (page) => {
      await page.getByRole('button', { name: 'New campaign' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'campaign', workspace: lively, path: '/campaigns', act: newCampaign },
  {
    name: 'campaign-draft',
    workspace: lively,
    path: '/campaigns',
    act: async (page) => {
      await newCampaign(page);
      await page.getByRole('button', { name: 'Start a draft' }).click();
      await page.getByLabel('What is the message about?').fill('A note about our winter offer');
      await page.getByRole('button', { name: 'Write a draft' }).click();
      await page.getByRole('button', { name: 'Use this draft' }).waitFor();
    },
  },
  { name: 'campaigns', workspace: lively, path: '/campaigns' },
  { name: 'operations', workspace: lively, path: '/operations' },
  { name: 'traces', workspace: lively, path: '/operations/traces' },
  {
    name: 'not-found',
    workspace: lively,
    path: '/contacts',
    act: async (page, visitor) => {
      visitor.expectStatus(404);
      await page.goto(`${stage.lively.path}/contacts/01900000-0000-7000-8000-000000000000`);
    },
  },
];

const looks = [
  { look: 'light', options: { colorScheme: 'light' } },
  { look: 'dark', options: { colorScheme: 'dark' } },
  { look: 'mobile', options: { colorScheme: 'light', viewport: { width: 390, height: 844 } } },
] as const;

describe.each(looks)('in $look', ({ look, options }) => {
  it.each(scenes)('$name has no accessibility violation and fits its frame', async (scene) => {
    const { name, workspace, path, act } = scene;
    const visitor = workspace
      ? await enter(workspace(), path, options)
      : await visit(path, options);
    await act?.(visitor.page, visitor);
    await takePicture(visitor.page, `${name}-${look}`);
    expect(await accessibilityViolations(visitor.page)).toEqual([]);
    expect(await sidewaysOverflow(visitor.page)).toBe(0);
  });
});

describe('while the API is away', () => {
  beforeAll(() => stage.api.stop());
  afterAll(() => stage.api.start());

  const away = ['/contacts', '/campaigns', '/operations'].flatMap((path) =>
    looks.map((view) => ({ path, ...view })),
  );
  it.each(away)('$path says so in $look, and can be read by everybody', async (scene) => {
    const { path, look, options } = scene;
    const visitor = await enter(stage.lively, path, options);
    visitor.expectStatus(502);
    const { page } = visitor;
    await page.getByRole('main').getByRole('alert').first().waitFor();
    await takePicture(page, `${path.slice(1)}-problem-${look}`);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
  });
});
