import type { PageLink, RouteView } from './page-journal.ts';
import type { KeptError } from './page-state.ts';

/** What SDKs are given: everything that a page has seen, and what it sees from then on. */
export interface PageRecorder {
  /** The page view's id. */
  readonly viewId: string;
  /** Path of the tunnel on this origin. */
  readonly tunnel: string;
  /** Calls `sink` with each error kept so far, then with each new one. What it throws is thrown away. */
  onError(sink: (error: KeptError) => void): void;
  /** Calls `sink` with each view so far, the first one included, then with each new one. */
  onView(sink: (view: RouteView) => void): void;
  /** Whether an error still waits to be told: nothing has delivered it yet. */
  isKept(ordinal: number): boolean;
  /**
   * Takes an error out of the page's reports.
   * @param isDelivered whether it went another way; otherwise it is counted as dropped
   */
  settle(ordinal: number, isDelivered: boolean): void;
}

/** What is kept for an SDK that has not come yet. */
const maxPast = 25;

/** Lets several SDKs listen to one page. */
export function createPageRecorder(link: PageLink): PageRecorder {
  const { state, tunnel } = link;
  const errorSinks: ((error: KeptError) => void)[] = [];
  const viewSinks: ((view: RouteView) => void)[] = [];
  const tell = <Item>(sink: (item: Item) => void, item: Item) => {
    try {
      sink(item);
    } catch {
      // An SDK that fails must not make an error out of each error; the report still has it.
    }
  };
  // One SDK may come later than the others, and find its errors settled.
  const errors = [...state.errors];
  const views = [...link.views];
  state.o = (error) => {
    if (errors.length < maxPast) errors.push(error);
    errorSinks.forEach((sink) => tell(sink, error));
  };
  link.onView = (view) => {
    if (views.length < maxPast) views.push(view);
    viewSinks.forEach((sink) => tell(sink, view));
  };
  return {
    get viewId() {
      return state.view;
    },
    tunnel,
    onError(sink) {
      errorSinks.push(sink);
      [...errors].forEach((error) => tell(sink, error));
    },
    onView(sink) {
      viewSinks.push(sink);
      views.forEach((view) => tell(sink, view));
    },
    isKept: (ordinal) => state.errors.some((error) => error[0] === ordinal),
    settle(ordinal, isDelivered) {
      const left = state.errors.filter((error) => error[0] !== ordinal);
      if (!isDelivered) state.dropped += state.errors.length - left.length;
      state.errors = left;
    },
  };
}
