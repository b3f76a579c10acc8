import { fakePage, type FakePage } from '../../test/browser/fake-page.ts';
import type { Connect, PageLink } from './page-journal.ts';
import { completePageState, type PageState } from './page-state.ts';
import { pageStateKey } from './page-state-key.ts';
import { startTelemetry, type Telemetry } from './start-telemetry.ts';

interface Started {
  readonly page: FakePage;
  readonly state: PageState;
  readonly telemetry: Telemetry;
  /** What the SDKs were given, once they were loaded. */
  readonly links: PageLink[];
}

function start(load?: () => Promise<{ connect: Connect }>, page = fakePage()): Started {
  const state: PageState = {
    ...{ view: 'id', route: '/first', n: 0, i: 0, dropped: 0, errors: [] },
    ...{ p: () => undefined, f: () => false, s: () => false, h: () => undefined },
  };
  completePageState(page, state, '/t');
  Reflect.set(page, pageStateKey, state);
  const links: PageLink[] = [];
  const connecting = async () => ({ connect: (link: PageLink) => void links.push(link) });
  const telemetry = startTelemetry({ tunnel: '/t', load: load ?? connecting, page });
  return { page, state, telemetry, links };
}

/** Lets promises settle. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const told = ({ page }: Started, name: string) => page.sent.map(({ report }) => report[name]);

describe('a visitor', () => {
  it.each(['pointerdown', 'keydown'])('stays with the first %s, and that is told once', (type) => {
    const started = start();
    started.page.fire(type);
    expect(started.page.sent).toEqual([]);
    started.page.pass(0);
    started.page.fire(type);
    started.page.pass(20_000);
    expect(told(started, 'stayed')).toEqual([true]);
  });

  it('stays with a change of the route', () => {
    const started = start();
    started.telemetry.onRouteChange('/second');
    started.page.pass(0);
    expect(started.page.sent[0]?.report).toMatchObject({
      stayed: true,
      views: [['/second', 1_000_000]],
    });
  });

  it('stays by being there for ten seconds', () => {
    const started = start();
    started.page.pass(9_999);
    expect(started.page.sent).toEqual([]);
    started.page.pass(1);
    expect(told(started, 'stayed')).toEqual([true]);
  });

  it('does not stay in a tab that is hidden', () => {
    const started = start();
    started.page.isHidden = true;
    started.page.pass(20_000);
    expect(started.page.sent).toEqual([]);
  });

  it('who looked away first can stay later', () => {
    const started = start();
    started.page.isHidden = true;
    started.page.fire('visibilitychange');
    started.page.isHidden = false;
    started.page.fire('keydown');
    started.page.pass(0);
    expect(told(started, 'stayed')).toEqual([false, true]);
    expect(told(started, 'n')).toEqual([0, 1]);
  });

  it('who comes back from the cache sees the route again', () => {
    const started = start();
    started.telemetry.onRouteChange('/second');
    started.page.fire('pagehide');
    started.page.fire('pageshow', { persisted: true });
    started.page.fire('pagehide');
    expect(told(started, 'views')).toEqual([[['/second', 1_000_000]], [['/second', 1_000_000]]]);
  });
});

describe('the SDKs', () => {
  it.each([
    ['an input', ({ page }: Started) => page.fire('pointerdown')],
    ['an error', ({ page }: Started) => page.fire('error', { message: 'boom' })],
    ['an error that was caught', ({ telemetry }: Started) => telemetry.report(new Error('caught'))],
    ['ten seconds', ({ page }: Started) => page.pass(10_000)],
  ])('are loaded once, by %s', async (_, happen) => {
    const started = start();
    await settled();
    expect(started.links).toEqual([]);
    happen(started);
    happen(started);
    started.page.pass(10_000);
    await settled();
    expect(started.links).toHaveLength(1);
  });

  it('are loaded at once for an error that the inline script kept', async () => {
    const page = fakePage();
    const { state } = start(undefined, page);
    state.p('error', 'early');
    Reflect.set(state, 'telemetry', undefined);
    const links: PageLink[] = [];
    startTelemetry({
      tunnel: '/t',
      load: async () => ({ connect: (link) => void links.push(link) }),
      page,
    });
    page.pass(0);
    await settled();
    expect(links[0]?.state.errors).toHaveLength(1);
  });

  it('find the errors that were kept when the stay was told', async () => {
    const started = start();
    started.page.fire('error', { message: 'boom' });
    started.page.fire('pointerdown');
    started.page.pass(0);
    await settled();
    expect(told(started, 'errors')).toEqual([[]]);
    expect(started.links[0]?.state.errors).toHaveLength(1);
  });

  it('find the views so far and hear of the next', async () => {
    const started = start();
    started.telemetry.onRouteChange('/second');
    started.page.pass(0);
    await settled();
    const [link] = started.links;
    const heard: unknown[] = [];
    if (link) link.onView = (view) => heard.push(view);
    started.telemetry.onRouteChange('/third');
    expect(link?.views).toEqual([
      ['/first', 1_000_000],
      ['/second', 1_000_000],
    ]);
    expect(heard).toEqual([['/third', 1_000_000]]);
  });

  it('that do not load leave the reports as they are', async () => {
    const started = start(() => Promise.reject(new Error('blocked')));
    started.page.fire('error', { message: 'boom' });
    started.page.pass(0);
    await settled();
    started.page.fire('pagehide');
    expect(told(started, 'errors')).toEqual([[expect.arrayContaining(['error', 'boom'])]]);
  });
});

describe('a page that is left', () => {
  it('tells the vitals that the browser knows, once', () => {
    const started = start();
    started.page.paint(100);
    started.page.paint(250);
    started.page.fire('pagehide');
    started.page.fire('error', { message: 'boom' });
    started.page.fire('pagehide');
    expect(told(started, 'vitals')).toEqual([{ LCP: 250, FCP: 120, TTFB: 40 }, undefined]);
  });

  it('tells those that an SDK measured instead', async () => {
    const started = start();
    started.page.fire('keydown');
    started.page.pass(0);
    await settled();
    const [link] = started.links;
    if (link) link.vitals = { CLS: 0.1, LCP: 300 };
    started.page.fire('pagehide');
    expect(told(started, 'vitals')[1]).toEqual({ CLS: 0.1, LCP: 300, FCP: 120, TTFB: 40 });
  });

  it('tells no vitals when it began hidden', () => {
    const page = fakePage();
    page.isHidden = true;
    const started = start(undefined, page);
    page.fire('pagehide');
    expect(told(started, 'vitals')).toEqual([{}]);
  });

  it('keeps its report for the next page when it is offline', () => {
    const { page } = start();
    page.isOnline = false;
    page.fire('error', { message: 'offline' });
    page.fire('pagehide');
    expect(page.sent).toEqual([]);
    expect([...Object(page.storage).values()]).toEqual([expect.stringContaining('offline')]);
  });

  it('goes without keeping it where storage is off', () => {
    const { page } = start();
    page.storage = 'off';
    page.isOnline = false;
    expect(() => page.fire('pagehide')).not.toThrow();
    page.isOnline = true;
    page.fire('pagehide');
    expect(page.sent).toHaveLength(1);
  });

  it('has told its views before there are too many', () => {
    const started = start();
    for (let n = 0; n < 60; n += 1) started.telemetry.onRouteChange(`/${n}`);
    started.page.fire('pagehide');
    expect(told(started, 'views').map((views) => Object(views).length)).toEqual([25, 25, 10]);
  });
});

it('starts once', () => {
  const { page, telemetry } = start();
  expect(startTelemetry({ tunnel: '/t', page })).toBe(telemetry);
  page.fire('pagehide');
  expect(page.sent).toHaveLength(1);
});

it('completes a document without the inline script', async () => {
  const page = fakePage();
  const telemetry = startTelemetry({ tunnel: '/t', page });
  // The chunk is loaded by now: jest has it in its registry.
  await settled();
  await settled();
  telemetry.report('caught');
  page.fire('pagehide');
  expect(page.sent[0]?.report).toMatchObject({
    view: expect.stringMatching(/^[0-9a-f]{24}$/),
    route: '',
  });
});
