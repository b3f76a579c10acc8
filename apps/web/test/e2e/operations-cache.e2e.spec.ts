import type { Page } from 'playwright-core';
import type { components } from '../../src/api/schema.d.ts';
import { accessibilityViolations } from '../accessibility.ts';
import { sidewaysOverflow } from '../sideways-overflow.ts';
import { cookieHeader, type StageWorkspace } from '../stage.ts';
import { takePicture } from './picture.ts';
import { visits } from './visits.ts';

type Cache = components['schemas']['OperationsCache'];

const { stage, enter } = visits();

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Asks the API itself, as a workspace on the stage. */
async function ask(path: string, { id }: StageWorkspace = stage.lively): Promise<Response> {
  const workspace = stage.workspaces.find((one) => one.id === id);
  const answer = await fetch(stage.apiUrl + path, {
    headers: { authorization: `Bearer ${workspace?.apiKey}` },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Reads a page so often that it is among the popular ones; the sample takes one of sixteen. */
async function makePopular(path: string, workspace?: StageWorkspace): Promise<void> {
  for (let n = 0; n < 25; n += 1) {
    await Promise.all(Array.from({ length: 16 }, () => ask(path, workspace)));
  }
}

const byName = '/api/contacts?sort=name&limit=30';
const keyByName = 'sort.name~limit.30';

describe('the cache on the operations page', () => {
  beforeAll(() => makePopular(byName));

  it('is in the document before any script runs', async () => {
    const response = await fetch(`${stage.webUrl}${stage.lively.path}/operations`, {
      headers: { cookie: cookieHeader(stage.lively) },
    });
    const text = await response.text();
    for (const title of ['Answered by', 'Memory and staleness', 'Keys']) {
      expect(text).toMatch(new RegExp(`<h3[^>]*>${title}</h3>`));
    }
    expect(text).toMatch(/<svg[^>]*aria-label="[\d,]+ reads? in the last hour: [\d.]+ % Memory/);
    expect(text).toContain(keyByName);
    expect(text).not.toContain('style="');
  });

  it('tells in its table what the API counts', async () => {
    const { page } = await enter(stage.lively, '/operations');
    const answers = panel(page, 'Answered by');
    await answers.getByText('Table of Answered by').click();
    const told = (await (await ask('/api/operations/cache')).json()) as Cache;
    expect(told.total.memory).toBeGreaterThan(350);
    const cells = await answers.getByRole('row').nth(1).getByRole('cell').allTextContents();
    expect(cells[0]).toMatch(/^\d+(\.\d+)? %$/);
    expect(cells.slice(1).every((cell) => /^[\d,]+$/.test(cell))).toBe(true);
  });

  it('leads from a key to what is known of it, and follows what becomes of it', async () => {
    const { page } = await enter(stage.lively, '/operations');
    await ask(byName);
    await panel(page, 'Keys').getByRole('link', { name: keyByName }).click();
    const known = page.getByLabel('What is known of the key');
    await known.getByText(`contacts:workspace:${stage.lively.id}:${keyByName}`).waitFor();
    await known.getByText(/Fresh for [45] min/).waitFor();
    await known.getByText(/Fresh for 1[45] min .* loaded in/).waitFor();
    await takePicture(page, 'cache-key');
    expect(await accessibilityViolations(page)).toEqual([]);

    const list = (await (await ask(byName)).json()) as { items: { id: string }[] };
    const workspace = stage.workspaces.find(({ id }) => id === stage.lively.id);
    const changed = await fetch(`${stage.apiUrl}/api/contacts/${list.items[0]?.id}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${workspace?.apiKey}`,
        'content-type': 'application/json',
        'if-match': '*',
      },
      body: JSON.stringify({ jobTitle: 'Countess' }),
    });
    expect(changed.status).toBe(200);
    await page.getByRole('button', { name: 'Explain' }).click();
    await known.getByText('Invalidated').first().waitFor();
  });

  it('explains a key that somebody types, and says what cannot be one', async () => {
    const { page } = await enter(stage.lively, '/operations');
    await page.getByLabel('Explain a key').selectOption('counts');
    await page.getByLabel('Key', { exact: true }).fill('contacts');
    await page.keyboard.press('Enter');
    const known = page.getByLabel('What is known of the key');
    await known.getByText(`counts:workspace:${stage.lively.id}:contacts`).waitFor();
    await page.getByLabel('Key', { exact: true }).fill('€'.repeat(200));
    await page.keyboard.press('Enter');
    await panel(page, 'Keys').getByRole('alert').waitFor();
  });

  it('shows no workspace the keys of another', async () => {
    await makePopular('/api/contacts?sort=-name&limit=31', stage.crowded);
    const page = async (workspace: StageWorkspace) => {
      const headers = { cookie: cookieHeader(workspace) };
      return (await fetch(`${stage.webUrl}${workspace.path}/operations`, { headers })).text();
    };
    expect(await page(stage.crowded)).toContain('sort.-name~limit.31');
    expect(await page(stage.lively)).not.toContain('sort.-name~limit.31');
  });
});

const looks = [
  { look: 'light', options: { colorScheme: 'light' } },
  { look: 'dark', options: { colorScheme: 'dark' } },
  { look: 'mobile', options: { colorScheme: 'light', viewport: { width: 390, height: 844 } } },
  { look: 'narrow', options: { colorScheme: 'dark', viewport: { width: 320, height: 720 } } },
] as const;

describe.each(looks)('the cache in $look', ({ look, options }) => {
  /** The whole section in one picture: the sheet scrolls by itself, so the window is made as tall as it. */
  const wholePicture = async (page: Page, name: string): Promise<void> => {
    const { width = 0 } = page.viewportSize() ?? {};
    const height = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0);
    await page.setViewportSize({ width, height: height + 160 });
    await takePicture(page, name);
  };

  it('is shown without a violation or a sideways overflow', async () => {
    await makePopular(byName);
    const path = `/operations?namespace=contacts&key=${keyByName}`;
    const { page } = await enter(stage.lively, path, options);
    await page.getByLabel('What is known of the key').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    await wholePicture(page, `cache-${look}`);
    for (const name of ['Answered by', 'Memory and staleness']) {
      await page.getByText(`Table of ${name}`).click();
    }
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    await wholePicture(page, `cache-tables-${look}`);
  });
});
