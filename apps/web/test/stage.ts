import { startApp, type App } from '@unite/stack';
import type { Browser, Cookie } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { addressBook } from './address-book.ts';

/** One workspace of the stage, and the session of somebody who is signed in to it. */
export interface StageWorkspace {
  readonly id: string;
  readonly name: string;
  /** Path of its pages, e.g. `/w/0197…`. */
  readonly path: string;
  /** What a signed-in browser holds. */
  readonly cookies: readonly Cookie[];
}

/** The product as built, running on real servers, and a browser to look at it with. */
export interface Stage extends App {
  readonly browser: Browser;
  /** 100,000 contacts. */
  readonly crowded: StageWorkspace;
  /** 40 contacts, which tests may change. */
  readonly lively: StageWorkspace;
  /** Nothing in it, and it stays so. */
  readonly empty: StageWorkspace;
}

/** The size that the table is promised for. */
const crowdedContacts = 100_000;

/**
 * Starts the whole product as it was built, with its data, and a browser.
 * @throws {Error} when a server does not start, or when there is no browser.
 */
export async function openStage(): Promise<Stage> {
  const browser = await launchBrowser();
  const app = await startApp({ workspaces: ['Crowded', 'Lively', 'Empty'], replicas: 2 });
  const close = async (): Promise<void> => {
    await browser.close();
    await app.close();
  };
  try {
    const [crowded, lively, empty] = await Promise.all(
      app.workspaces.map(async (workspace) => ({
        id: workspace.id,
        name: workspace.name,
        path: `/w/${workspace.id}`,
        cookies: await signIn(browser, app.webUrl, workspace.name),
      })),
    );
    if (!crowded || !lively || !empty)
      throw new Error('the app offers fewer workspaces than asked');
    await importContacts(app, crowded.id, crowdedContacts);
    await importContacts(app, lively.id, 40);
    return { ...app, browser, crowded, lively, empty, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The `Cookie` header of somebody who is signed in to the workspace, for tools without a cookie jar. */
export function cookieHeader({ cookies }: StageWorkspace): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

async function signIn(browser: Browser, webUrl: string, name: string): Promise<readonly Cookie[]> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(webUrl);
    await page.getByRole('button', { name }).click();
    await page.waitForURL('**/contacts');
    return await context.cookies();
  } finally {
    await context.close();
  }
}

/** Through the API itself, as a person would who has a large file. */
async function importContacts(app: App, workspaceId: string, count: number): Promise<void> {
  const workspace = app.workspaces.find(({ id }) => id === workspaceId);
  const response = await fetch(`${app.apiUrl}/api/contacts/import?region=DE`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${workspace?.apiKey}`,
      'content-type': 'text/csv',
    },
    body: addressBook(count),
  });
  // The report's shape is the API's; only these members are read.
  const report = (await response.json()) as { created?: number; detail?: string };
  if (report.created !== count) {
    throw new Error(`importing ${count} contacts: ${response.status} ${JSON.stringify(report)}`);
  }
}
