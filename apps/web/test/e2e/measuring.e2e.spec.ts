import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessibilityViolations } from '../accessibility.ts';
import { layoutShifts } from '../layout-shift.ts';
import { mainThreadMs } from '../main-thread.ts';
import { sidewaysOverflow } from '../sideways-overflow.ts';
import { welcomeVisitor, type Visitor } from '../visitor.ts';
import { presentStage } from './present-stage.ts';

/** Pages with one fault each, and one without: what no instrument notices there, none would notice in the product. */
const pages: Readonly<Record<string, string>> = {
  '/good': '<h1>Good</h1><p>Nothing is wrong here.</p>',
  '/error': '<h1>Bad</h1><script>console.error("it broke")</script>',
  '/warning': '<h1>Bad</h1><script>console.warn("deprecated")</script>',
  '/exception': '<h1>Bad</h1><script>setTimeout(() => { throw new Error("uncaught") })</script>',
  '/rejection': '<h1>Bad</h1><script>Promise.reject(new Error("unheard"))</script>',
  '/missing': '<h1>Bad</h1><script>void fetch("/nowhere")</script>',
  '/key': `<h1>Bad</h1><script type="application/json">{"key":"uk_${'a'.repeat(43)}"}</script>`,
  '/stored-key': `<h1>Bad</h1><script>localStorage.setItem('kept', 'uk' + '_${'b'.repeat(43)}')</script>`,
  '/inaccessible': '<h1>Bad</h1><p style="color:#bbb">faint</p><input type="text">',
  '/jumpy': `<h1 id="h">Bad</h1><script>setTimeout(() => {
    const banner = document.createElement('div'); banner.style.height = '300px'; h.before(banner);
    document.title = 'jumped' }, 200)</script>`,
  '/wide': '<h1>Bad</h1><p style="width:3000px">far out</p>',
  '/busy': `<h1>Bad</h1><script>const end = performance.now() + 600; let sink = 0;
    while (performance.now() < end) for (let i = 0; i < 1e5; i++) sink += Math.sqrt(i)</script>`,
};

function html(body: string): string {
  return `<!doctype html><html lang="en"><head><title>t</title><link rel="icon" href="data:,"></head><body><main>${body}</main></body></html>`;
}

describe('the instruments', () => {
  let server: Server;
  let base: string;
  let visitor: Visitor;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = pages[request.url ?? ''];
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html' });
      response.end(html(body ?? 'not here'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // An address of a TCP server is an object.
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    visitor = await welcomeVisitor(presentStage().browser);
  });
  afterEach(() => visitor.leave());

  const visit = (path: string) => visitor.page.goto(base + path, { waitUntil: 'networkidle' });

  it('have nothing to say of a good page', async () => {
    await visit('/good');
    expect(await visitor.complaints()).toEqual([]);
    expect(await accessibilityViolations(visitor.page)).toEqual([]);
    expect((await layoutShifts(visitor.page)).score).toBe(0);
  });

  it.each([
    ['/error', /error on .*it broke/],
    ['/warning', /warning on .*deprecated/],
    ['/exception', /exception on .*uncaught/],
    ['/rejection', /exception on .*unheard/],
    ['/missing', /status of 404/],
    ['/key', /API key in body of/],
    ['/stored-key', /API key in cookies or storage/],
  ])('complain about %s', async (path, complaint) => {
    await visit(path);
    expect((await visitor.complaints()).join('\n')).toMatch(complaint);
  });

  it('excuse a status that was expected, and no other', async () => {
    visitor.expectStatus(412);
    await visit('/missing');
    expect(await visitor.complaints()).toHaveLength(1);
    visitor.expectStatus(404);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('see faint text and a field without a label', async () => {
    await visit('/inaccessible');
    const violations = (await accessibilityViolations(visitor.page)).join('\n');
    expect(violations).toMatch(/^color-contrast: /m);
    expect(violations).toMatch(/^label: /m);
  });

  it('see content that jumps', async () => {
    await visit('/jumpy');
    await visitor.page.waitForFunction(() => document.title === 'jumped');
    const shifts = await layoutShifts(visitor.page);
    expect(shifts.score).toBeGreaterThan(0.01);
    expect(shifts.moved.join()).toContain('<h1 id="h">');
  });

  it('see content that is wider than its frame', async () => {
    await visit('/good');
    expect(await sidewaysOverflow(visitor.page)).toBe(0);
    await visit('/wide');
    expect(await sidewaysOverflow(visitor.page)).toBeGreaterThan(1_000);
  });

  it('see a script that keeps the main thread busy', async () => {
    const { browser } = presentStage();
    const good = await mainThreadMs(browser, `${base}/good`, { settleMs: 300 });
    const busy = await mainThreadMs(browser, `${base}/busy`, { settleMs: 300 });
    expect(busy).toBeGreaterThan(good * 3);
  });

  it('refuse to measure a page that does not answer well', async () => {
    const { browser } = presentStage();
    await expect(mainThreadMs(browser, `${base}/nowhere`)).rejects.toThrow(/answered 404/);
  });
});
