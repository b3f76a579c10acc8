import type { PageLink } from './page-journal.ts';
import { createPageRecorder } from './page-recorder.ts';
import type { PageState } from './page-state.ts';

function link(): PageLink {
  const state: PageState = {
    ...{ view: 'id', route: '/', n: 0, i: 0, dropped: 0, errors: [] },
    ...{ f: () => true, s: () => true, h: () => undefined },
    p(kind, value, where = '') {
      const error = [state.i++, kind, value, 1, where] as const;
      state.errors.push(error);
      state.o?.(error);
    },
  };
  return {
    ...{ state, tunnel: '/t', views: [['/', 0]], vitals: {} },
    onView: () => undefined,
  };
}

describe('the recorder', () => {
  it('tells each SDK all errors, whenever it comes and whatever was settled', () => {
    const page = link();
    page.state.p('error', 'a');
    const recorder = createPageRecorder(page);
    const [first, second]: [unknown[], unknown[]] = [[], []];
    recorder.onError((error) => first.push(error[2]));
    page.state.p('error', 'b');
    recorder.settle(0, true);
    recorder.onError((error) => second.push(error[2]));
    page.state.p('error', 'c');
    expect(first).toEqual(['a', 'b', 'c']);
    expect(second).toEqual(['a', 'b', 'c']);
  });

  it('tells each SDK all views', () => {
    const page = link();
    const recorder = createPageRecorder(page);
    page.onView(['/second', 1]);
    const heard: unknown[] = [];
    recorder.onView(([route]) => heard.push(route));
    page.onView(['/third', 2]);
    expect(heard).toEqual(['/', '/second', '/third']);
  });

  it('takes an error that was delivered out of the reports', () => {
    const page = link();
    page.state.p('error', 'a');
    const recorder = createPageRecorder(page);
    expect(recorder.isKept(0)).toBe(true);
    recorder.settle(0, true);
    expect(recorder.isKept(0)).toBe(false);
    expect(page.state.dropped).toBe(0);
  });

  it('counts an error that nobody tells, once', () => {
    const page = link();
    page.state.p('error', 'a');
    const recorder = createPageRecorder(page);
    recorder.settle(0, false);
    recorder.settle(0, false);
    expect(page.state.dropped).toBe(1);
  });

  it('makes no error of an SDK that fails', () => {
    const page = link();
    const recorder = createPageRecorder(page);
    recorder.onError(() => {
      throw new Error('of the SDK');
    });
    expect(() => page.state.p('error', 'a')).not.toThrow();
  });
});
