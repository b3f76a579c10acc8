import { sidewaysOverflow } from '../sideways-overflow.ts';
import { visits } from './visits.ts';

const { stage, visit, enter } = visits();
const paths = ['/contacts', '/contacts/import', '/campaigns', '/operations', '/operations/traces'];

describe('every page', () => {
  it.each(paths)('%s fits a screen of 320 pixels without sideways scrolling', async (path) => {
    const { page } = await enter(stage.lively, path, { viewport: { width: 320, height: 640 } });
    expect(await sidewaysOverflow(page)).toBe(0);
  });

  it.each(paths)('%s carries the security headers', async (path) => {
    const { page } = await enter(stage.lively, path);
    const response = await page.goto(stage.lively.path + path);
    const headers = (await response?.allHeaders()) ?? {};
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("style-src-attr 'none'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'strict-origin-when-cross-origin',
    });
    expect(headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('has a nonce of its own, each time', async () => {
    const { page } = await enter(stage.lively, '/contacts');
    const policies = new Set<string | undefined>();
    for (let time = 0; time < 3; time++) {
      const response = await page.goto(`${stage.lively.path}/contacts`);
      policies.add((await response?.allHeaders())?.['content-security-policy']);
    }
    expect(policies.size).toBe(3);
  });

  it('lets no markup in that a script writes', async () => {
    const { page } = await enter(stage.lively, '/contacts');
    const outcome = await page.evaluate(() => {
      try {
        document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>');
        return 'written';
      } catch (error) {
        return String(error);
      }
    });
    expect(outcome).toMatch(/^TypeError/);
  });
});

describe('without JavaScript', () => {
  it('the contacts, the campaigns and the state of the system can be read', async () => {
    const { page } = await enter(stage.lively, '/contacts', { javaScriptEnabled: false });
    expect(await page.getByRole('row').count()).toBeGreaterThan(20);
    expect(
      await page
        .getByRole('gridcell', { name: /@example/ })
        .first()
        .isVisible(),
    ).toBe(true);
    await page.goto(`${stage.lively.path}/operations`);
    expect(await page.getByText('Everything works').isVisible()).toBe(true);
    expect(await page.getByRole('table').getByText('primary').isVisible()).toBe(true);
  });

  it('one can sign in', async () => {
    const { page } = await visit('/', { javaScriptEnabled: false });
    await page.getByRole('button', { name: stage.lively.name }).click();
    await page.getByRole('heading', { name: 'Contacts' }).waitFor();
  });
});

describe('the theme', () => {
  it('is the one of the system at the first paint', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await enter(stage.lively, '/operations', { colorScheme });
      const brightness = await page.evaluate(() => {
        const [red = 0] = /\d+/.exec(getComputedStyle(document.body).backgroundColor) ?? [];
        return Number(red);
      });
      expect(brightness > 127).toBe(colorScheme === 'light');
    }
  });

  it('can be chosen, and the choice stays', async () => {
    const { page } = await enter(stage.lively, '/operations', { colorScheme: 'light' });
    await page.getByRole('banner').getByRole('button').first().click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });
});

describe('somebody who is not signed in', () => {
  it.each(paths)('is sent from %s to the start page', async (path) => {
    const { page } = await visit(stage.lively.path + path);
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('gets no data of a workspace, also with the session of another one', async () => {
    const visitor = await enter(stage.empty, '/contacts');
    visitor.expectStatus(401);
    const status = await visitor.page.evaluate(
      async (url) => (await fetch(url)).status,
      `/api${stage.lively.path}/contacts`,
    );
    expect(status).toBe(401);
  });
});
