import { fakePage } from '../../test/browser/fake-page.ts';
import { keepUnsentReports } from './kept-report.ts';
import type { PageLink } from './page-journal.ts';
import { completePageState, type PageState } from './page-state.ts';
import { sendKeptReport } from './send-kept-report.ts';

function open(page = fakePage()) {
  const state: PageState = {
    ...{ view: 'id', route: '/', n: 0, i: 0, dropped: 0, errors: [] },
    ...{ p: () => undefined, f: () => false, s: () => false, h: () => undefined },
  };
  completePageState(page, state, '/t');
  keepUnsentReports(page, state, '/t');
  const link: PageLink = {
    ...{ state, tunnel: '/t', views: [], vitals: {} },
    onView: () => undefined,
  };
  return { page, state, link };
}

describe('a report that cannot leave', () => {
  it('is sent by a later page, once', () => {
    const { page, state } = open();
    page.isOnline = false;
    state.f();
    page.isOnline = true;
    const later = open(page);
    sendKeptReport(page, later.link);
    sendKeptReport(page, later.link);
    expect(page.sent.map(({ report }) => report['view'])).toEqual(['id']);
  });

  it('is kept on when the later page is offline too', () => {
    const { page, state } = open();
    page.isOnline = false;
    state.f();
    sendKeptReport(page, open(page).link);
    page.isOnline = true;
    sendKeptReport(page, open(page).link);
    expect(page.sent).toHaveLength(1);
  });

  it('is lost without storage, and nothing else is', () => {
    const { page, state, link } = open();
    page.storage = 'off';
    page.isOnline = false;
    expect(state.f()).toBe(false);
    expect(() => sendKeptReport(page, link)).not.toThrow();
  });
});

it('leaves nothing behind of a report that left', () => {
  const { page, state } = open();
  state.f();
  expect(page.storage).toEqual(new Map());
});
