import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';

export interface Stage {
  readonly browser: Browser;
  close(): Promise<void>;
}
export async function openStage(): Promise<Stage> {
  const browser = await launchBrowser();
  return { browser, close: () => browser.close() };
}
