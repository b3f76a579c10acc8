import { join } from 'node:path';
import { findWorkspaceRoot } from '@unite/stack';
import type { Page } from 'playwright-core';

/** Keeps a picture of what the page shows in `apps/web/dist/screenshots/<name>.png`, for people to look at. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = join(findWorkspaceRoot(), 'apps/web/dist/screenshots');
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
