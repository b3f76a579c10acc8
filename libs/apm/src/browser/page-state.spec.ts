import { fakePage, type FakePage } from '../../test/browser/fake-page.ts';
import { earlyScript } from './early-script.ts';
import { completePageState, type PageState } from './page-state.ts';
import { pageStateKey } from './page-state-key.ts';

const pageView = { id: '0123456789abcdef01234567.t1abcd.0123456789ab', route: '/w/[workspace]' };
const tunnel = '/api/telemetry';

interface Started {
  readonly page: FakePage;
  readonly state: PageState;
}

interface ParsedDocument {
  readyState: string;
  prerendering: boolean;
}

/** Runs the inline script as the first script of a page. */
function inline(document: ParsedDocument): Started {
  const page = fakePage();
  const globals = {
    window: page,
    document,
    addEventListener: page.addEventListener,
    navigator: page.navigator,
    Date: page.Date,
  };
  // What a browser does with the text of a script element.
  new Function(...Object.keys(globals), earlyScript({ pageView, tunnel }))(
    ...Object.values(globals),
  );
  const state = Reflect.get(page, pageStateKey) as PageState; // the script has put it there
  return { page, state };
}

/** The same in a document that tells nothing while it is parsed, as the readable form. */
const inlineLater = () => inline({ readyState: 'complete', prerendering: true });

/** Completes a bare state that has the same name. */
function readable(): Started {
  const page = fakePage();
  const state: PageState = {
    view: pageView.id,
    route: pageView.route,
    n: 0,
    i: 0,
    dropped: 0,
    errors: [],
    p: () => undefined,
    f: () => false,
    s: () => false,
    h: () => void state.f(),
  };
  completePageState(page, state, tunnel);
  return { page, state };
}

describe.each([
  ['the inline script', inlineLater],
  ['its readable form', readable],
])('%s', (_, start) => {
  it('reports a page that is left', () => {
    const { page } = start();
    page.fire('pagehide');
    expect(page.sent).toEqual([
      {
        url: '/api/telemetry?report',
        report: expect.objectContaining({
          view: pageView.id,
          route: '/w/[workspace]',
          n: 0,
          dropped: 0,
          errors: [],
        }),
      },
    ]);
  });

  it('reports a page that is left again only when there is news', () => {
    const { page, state } = start();
    page.fire('pagehide');
    page.fire('pagehide');
    state.p('handled', 'news');
    page.fire('pagehide');
    expect(page.sent.map(({ report }) => report['n'])).toEqual([0, 1]);
  });

  it('keeps what is thrown, rejected, not loaded, and not allowed', () => {
    const { page, state } = start();
    const thrown = new TypeError('boom');
    page.fire('error', {
      error: thrown,
      message: 'Uncaught',
      filename: 'a.js',
      lineno: 1,
      colno: 2,
    });
    page.fire('error', {
      error: null,
      message: 'Script error.',
      filename: '',
      lineno: 0,
      colno: 0,
    });
    page.fire('error', { target: { tagName: 'SCRIPT', src: 'https://a.test/b.js' } });
    page.fire('error', { target: { tagName: 'LINK', href: 'https://a.test/c.css' } });
    page.fire('error', { target: { tagName: 'IMG', src: 'https://a.test/d.png' } });
    page.fire('unhandledrejection', { reason: 'why' });
    page.fire('securitypolicyviolation', {
      effectiveDirective: 'script-src-elem',
      blockedURI: 'inline',
      sourceFile: 'a.html',
      lineNumber: 3,
    });
    expect(state.errors).toEqual([
      [0, 'error', thrown, 1_000_000, 'a.js:1:2'],
      [1, 'error', 'Script error.', 1_000_000, ':0:0'],
      [2, 'resource', 'https://a.test/b.js', 1_000_000, ''],
      [3, 'resource', 'https://a.test/c.css', 1_000_000, ''],
      [4, 'rejection', 'why', 1_000_000, ''],
      [5, 'csp', 'script-src-elem inline', 1_000_000, 'a.html:3'],
    ]);
  });

  it('tells errors as texts of bounded length', () => {
    const { page, state } = start();
    const long = Object.assign(new Error('x'.repeat(1000)), { stack: 'y'.repeat(5000) });
    state.p('error', long);
    page.fire('pagehide');
    const [, , text, stack] = Object(page.sent[0]?.report['errors'])[0];
    expect(text).toBe(`Error: ${'x'.repeat(293)}`);
    expect(stack).toBe('y'.repeat(1200));
  });

  it.each([
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a number', 0, '0'],
    ['an object without a prototype', Object.create(null), '?'],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('hostile');
          },
        },
      ),
      '?',
    ],
  ])('tells %s that was thrown', (_name, value, text) => {
    const { page, state } = start();
    state.p('rejection', value);
    page.fire('pagehide');
    expect(Object(page.sent[0]?.report['errors'])[0]).toEqual([
      0,
      'rejection',
      text,
      '',
      1_000_000,
      '',
    ]);
  });

  it('keeps 25 errors and counts the others', () => {
    const { page, state } = start();
    for (let n = 0; n < 40; n += 1) state.p('error', n);
    page.fire('pagehide');
    expect(page.sent[0]?.report).toMatchObject({ dropped: 15 });
    expect(page.sent[0]?.report['errors']).toHaveLength(25);
    expect([state.dropped, state.errors]).toEqual([0, []]);
  });

  it.each(['refused', 'throws'] as const)('keeps what a beacon that is %s does not take', (how) => {
    const { page, state } = start();
    page.beacons = how;
    state.p('error', 'kept');
    page.fire('pagehide');
    page.beacons = 'taken';
    page.fire('pagehide');
    expect(page.sent).toHaveLength(1);
    expect(page.sent[0]?.report).toMatchObject({
      n: 0,
      errors: [[0, 'error', 'kept', '', 1_000_000, '']],
    });
  });

  it('calls whoever listens to new errors', () => {
    const { state } = start();
    const heard: unknown[] = [];
    state.o = (error) => heard.push(error[2]);
    state.p('error', 'first');
    expect(heard).toEqual(['first']);
  });
});

describe('the inline script', () => {
  it('tells at once that the document has arrived, and then only what is new', () => {
    const { page } = inline({ readyState: 'loading', prerendering: false });
    expect(page.sent.map(({ report }) => report)).toMatchObject([{ n: 0, errors: [] }]);
    page.fire('pagehide');
    expect(page.sent).toHaveLength(1);
  });

  it('tells nothing of a document that is rendered in advance', () => {
    const { page } = inline({ readyState: 'loading', prerendering: true });
    expect(page.sent).toEqual([]);
  });

  it('tells the first errors at once while the document is parsed, and keeps them for the SDKs', () => {
    const { page, state } = inline({ readyState: 'loading', prerendering: false });
    for (let n = 0; n < 10; n += 1) state.p('error', n);
    expect(page.sent.map(({ report }) => Object(report['errors']).length)).toEqual([0, 1, 2, 3, 4]);
    expect(state.errors).toHaveLength(10);
  });

  it('tells later errors with the next report', () => {
    const document = { readyState: 'loading', prerendering: false };
    const { page, state } = inline(document);
    document.readyState = 'interactive';
    state.p('error', 'later');
    expect(page.sent).toHaveLength(1);
    page.fire('pagehide');
    expect(page.sent).toHaveLength(2);
  });

  it('cannot be ended or broken by what is written into it', () => {
    const hostile = '</script><!--\u2028"\\';
    const text = earlyScript({ pageView: { id: hostile, route: hostile }, tunnel: hostile });
    expect(text).not.toMatch(/<\/script|<!--|\u2028/);
    expect(() => new Function(text)).not.toThrow();
  });

  it('runs once in a document that has it twice', () => {
    const { page, state } = inlineLater();
    new Function('window', 'document', earlyScript({ pageView, tunnel }))(page, {});
    expect(Reflect.get(page, pageStateKey)).toBe(state);
  });
});

it('gives a page that nobody named a name of its own', () => {
  const page = fakePage();
  const state = { ...readable().state, view: '' };
  completePageState(page, state, tunnel);
  expect(state.view).toBe('0123456789ab4def81234567');
});
