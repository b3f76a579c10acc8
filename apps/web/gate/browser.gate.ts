import { median, spread, type Measurement } from '@unite/gate';
import { accessibilityViolations } from '../test/accessibility.ts';
import { layoutShifts } from '../test/layout-shift.ts';
import { mainThreadMs } from '../test/main-thread.ts';
import type { Stage, StageWorkspace } from '../test/stage.ts';
import { welcomeVisitor, type Visitor } from '../test/visitor.ts';
import { openEmptyPage } from './empty-page.ts';
import { onStage } from './on-stage.ts';

const pages = ['/contacts', '/contacts/import', '/campaigns', '/operations'];

/** What a visitor's browser does with the product as built, on real servers. */
export const claims = onStage([
  {
    id: 'main-thread-cpu',
    phase: 'workspace',
    text: 'A cold load of any page takes at most 250 ms of the main thread',
    target: { op: '<=', value: 250 },
    unit: 'ms',
    measure: async (stage) => (await cpuOnce(stage)).absolute,
  },
  {
    id: 'main-thread-cpu-ratio',
    phase: 'workspace',
    text: 'A cold load of any page takes at most 3 times the main thread of an empty Next page',
    target: { op: '<=', value: 3 },
    unit: 'times an empty page',
    measure: async (stage) => (await cpuOnce(stage)).ratio,
  },
  {
    id: 'layout-shift',
    phase: 'workspace',
    text: 'Nothing moves by itself while a page loads and takes over',
    target: { op: '<=', value: 0.01 },
    unit: 'CLS',
    measure: (stage) => worstOfPages(stage, async ({ page }) => (await layoutShifts(page)).score),
  },
  {
    id: 'rows-in-document',
    phase: 'workspace',
    text: 'The last of 100,000 contacts is one key away, with its data, in at most 60 row nodes',
    target: { op: '<=', value: 60 },
    unit: 'row nodes',
    measure: rowsAtTheEnd,
  },
  {
    id: 'axe-violations',
    phase: 'workspace',
    text: 'No page breaks a rule of WCAG 2.2 A and AA or of best practice, light and dark',
    target: { op: '=', value: 0 },
    unit: 'violations',
    measure: (stage) =>
      sumOfPages(stage, async ({ page }) => (await accessibilityViolations(page)).length),
  },
  {
    id: 'console-messages',
    phase: 'workspace',
    text: 'No page leaves an error or a warning in the console',
    target: { op: '=', value: 0 },
    unit: 'messages',
    measure: (stage) => sumOfPages(stage, async (visitor) => (await visitor.complaints()).length),
  },
]);

const coldLoads = 7;

/** Two claims about the same loads. */
let cpu: ReturnType<typeof cpuOfPages> | undefined;
function cpuOnce(stage: Stage): ReturnType<typeof cpuOfPages> {
  cpu ??= cpuOfPages(stage);
  return cpu;
}

/** Interleaved with the empty page: what the machine does to one load it does to the others too. */
async function cpuOfPages(stage: Stage): Promise<Record<'absolute' | 'ratio', Measurement>> {
  const { browser, crowded, webUrl } = stage;
  const cookies = crowded.cookies;
  const floor: number[] = [];
  const loads = ['/', ...pages.map((path) => crowded.path + path)].map((path) => ({
    path,
    samples: [] as number[],
  }));
  const empty = await openEmptyPage();
  try {
    for (let load = 0; load < coldLoads; load++) {
      floor.push(await mainThreadMs(browser, empty.url));
      for (const { path, samples } of loads) {
        samples.push(await mainThreadMs(browser, webUrl + path, { cookies }));
      }
    }
  } finally {
    await empty.close();
  }
  const worst = loads.reduce((a, b) => (median(b.samples) > median(a.samples) ? b : a));
  const worstMs = median(worst.samples);
  const floorMs = median(floor);
  const page = worst.path.replace(crowded.path, '');
  const note = `${page} ${Math.round(worstMs)} ms (${spread(worst.samples, 0)}), an empty page ${Math.round(floorMs)} ms (${spread(floor, 0)}), medians of ${coldLoads} interleaved cold loads`;
  const ratios = worst.samples.map((ms) => ms / floorMs);
  return {
    absolute: {
      value: Math.round(worstMs),
      samples: worst.samples.map(Math.round),
      spread: spread(worst.samples, 0),
      note,
    },
    ratio: { value: worstMs / floorMs, samples: ratios, spread: spread(ratios, 2), note },
  };
}

async function rowsAtTheEnd(stage: Stage): Promise<Measurement> {
  const { page, leave } = await enter(stage, stage.crowded, '/contacts');
  try {
    const grid = page.getByRole('grid', { name: 'Contacts' });
    await grid.focus();
    await page.keyboard.press('End');
    await page.locator('[role=row][aria-rowindex="100001"]').getByText('@example.com').waitFor();
    return { value: await page.getByRole('row').count(), note: 'of 100,000, after the End key' };
  } finally {
    await leave();
  }
}

type Reading = (visitor: Visitor) => Promise<number>;

async function readPages(stage: Stage, read: Reading): Promise<readonly number[]> {
  const readings: number[] = [];
  for (const workspace of [stage.crowded, stage.empty]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const path of pages) {
        const visitor = await enter(stage, workspace, path, colorScheme);
        try {
          readings.push(await read(visitor));
        } finally {
          await visitor.leave();
        }
      }
    }
  }
  return readings;
}

async function worstOfPages(stage: Stage, read: Reading): Promise<Measurement> {
  const samples = await readPages(stage, read);
  return { value: Math.max(...samples), samples, note: conditions(samples) };
}

async function sumOfPages(stage: Stage, read: Reading): Promise<Measurement> {
  const samples = await readPages(stage, read);
  return { value: samples.reduce((a, b) => a + b, 0), samples, note: conditions(samples) };
}

function conditions(samples: readonly number[]): string {
  return `${samples.length} page loads: full and empty workspace, light and dark`;
}

async function enter(
  stage: Stage,
  workspace: StageWorkspace,
  path: string,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Visitor> {
  const visitor = await welcomeVisitor(stage.browser, { colorScheme });
  await visitor.context.addCookies([...workspace.cookies]);
  await visitor.page.goto(stage.webUrl + workspace.path + path, { waitUntil: 'networkidle' });
  return visitor;
}
