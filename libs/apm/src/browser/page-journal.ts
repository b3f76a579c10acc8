import type { BrowserPage } from './browser-page.ts';
import { watchFirstVitals } from './first-vitals.ts';
import type { Vitals } from './page-report.ts';
import type { PageState } from './page-state.ts';

/** A route that the visitor went to, as its pattern, and when, in milliseconds since 1970. */
export type RouteView = readonly [route: string, atMs: number];

/** What the shim hands to the SDKs that it loads. */
export interface PageLink {
  readonly state: PageState;
  /** Path of the tunnel on this origin. */
  readonly tunnel: string;
  /** The first views until an SDK listens, at most 25. */
  readonly views: readonly RouteView[];
  /** Called with each further view; SDKs replace it. */
  onView(view: RouteView): void;
  /** What the page's report of its vitals will say beside what the browser tells; false once it is told. */
  vitals: Vitals | false;
}

/** Connects SDKs to a page; see `connectVendors`. */
export type Connect = (link: PageLink) => void | Promise<void>;

/** What a page has seen beside its errors and not yet told. */
export interface PageJournal {
  readonly link: PageLink;
  addView(route: string): void;
  /** Tells, once, that the visitor has stayed. */
  stay(): void;
  /** Reports what is new. @param isHidden the page is left or covered: this may be the last chance */
  flush(isHidden: boolean): void;
}

const maxViews = 25;

/** Keeps the views and vitals of a page, in bounded memory, until they are told with its errors. */
export function createPageJournal(
  page: BrowserPage,
  state: PageState,
  tunnel: string,
): PageJournal {
  const firstVitals = watchFirstVitals(page);
  const views: RouteView[] = [[state.route, page.Date.now()]];
  const link: PageLink = {
    state,
    tunnel,
    views,
    onView: (view) => void (views.length < maxViews && views.push(view)),
    vitals: {},
  };
  let unsent: RouteView[] = [];
  let hasStayed = false;
  let stayed = false;

  const flush = (isHidden: boolean) => {
    const vitals = isHidden && link.vitals && { ...firstVitals(), ...link.vitals };
    const isNew = vitals || unsent[0] || stayed;
    if (!state.f(isNew && { stayed, views: unsent, vitals })) return;
    unsent = [];
    stayed = false;
    if (vitals) link.vitals = false;
  };
  return {
    link,
    flush,
    addView(route) {
      const view: RouteView = [route, page.Date.now()];
      link.onView(view);
      if (unsent.push(view) >= maxViews) flush(false);
    },
    stay() {
      if (hasStayed) return;
      hasStayed = stayed = true;
      // Errors wait for the SDKs, which tell more of them.
      const kept = state.errors;
      state.errors = [];
      flush(false);
      state.errors = kept;
    },
  };
}
