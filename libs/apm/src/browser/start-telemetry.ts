import type { BrowserPage, PageEvent } from './browser-page.ts';
import { keepUnsentReports } from './kept-report.ts';
import { createPageJournal, type Connect } from './page-journal.ts';
import { pageStateKey } from './page-state-key.ts';
import type { PageState } from './page-state.ts';

/** Options of {@link startTelemetry}. */
export interface TelemetryOptions {
  /** Path of the tunnel on this origin, e.g. `/api/telemetry`. */
  readonly tunnel: string;
  /**
   * Loads what is not needed at first: called once, on the first input, the first error, or after
   * `idleMs`. Where it rejects (blocked, offline), and by default, reports are all that is sent.
   */
  readonly load?: () => Promise<{ readonly connect: Connect }>;
  /**
   * Milliseconds until a visitor without an input counts as one who stayed. Default: 10,000, which is
   * outside of what is measured as the loading of a page.
   */
  readonly idleMs?: number;
  /** Default: the window. */
  readonly page?: BrowserPage;
}

/** The telemetry of this page. */
export interface Telemetry {
  /** Tells that the visitor went to another route. @param route its pattern, not its address */
  onRouteChange(route: string): void;
  /** Tells an error that was caught, e.g. by an error boundary. */
  report(error: unknown): void;
}

interface StartedState extends PageState {
  /** What the first start returned. */
  telemetry?: Telemetry;
}

/**
 * Starts the telemetry of this page: takes over what the inline script keeps, loads SDKs late, and reports
 * when the visitor has stayed and each time the page is hidden. A second call returns the first one's
 * result. Never throws, whatever the tunnel, the SDKs or the browser's storage do.
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  // The DOM's types are not among this lib's; BrowserPage names the members that are used.
  const page: BrowserPage & { [pageStateKey]?: StartedState } =
    options.page ?? (globalThis as unknown as BrowserPage);
  const state = (page[pageStateKey] ??= bareState());
  return (state.telemetry ??= watch(page, state, options));
}

const no = () => false;

/** For a document without the inline script: it has no name, and keeps no errors until it is completed. */
function bareState(): StartedState {
  return {
    view: '',
    route: '',
    n: 0,
    i: 0,
    dropped: 0,
    errors: [],
    p: no,
    f: no,
    s: no,
    h: no,
  };
}

function watch(
  page: BrowserPage,
  state: StartedState,
  { tunnel, load, idleMs = 10_000 }: TelemetryOptions,
): Telemetry {
  const { addView, flush, link, stay } = createPageJournal(page, state, tunnel);
  // Never within an event itself: an input is answered first.
  const soon = (fn: () => void) => void page.setTimeout(fn);
  const start = () => {
    const loading = load?.();
    load = undefined;
    // Blocked or offline: reports go on without SDKs.
    loading?.then(({ connect }) => connect(link)).catch(no);
  };
  const stayed = () => {
    stay();
    start();
  };
  const on = (type: string, listener: (event: PageEvent) => void) =>
    page.addEventListener(type, listener, true);
  let route = state.route;

  page.setTimeout(() => page.document.hidden || stayed(), idleMs);
  keepUnsentReports(page, state, tunnel);
  state.h = () => flush(true);
  state.o = () => soon(start);
  if (state.errors[0]) soon(start);
  // Where the chunk is blocked, the page goes without telemetry.
  if (state.p === no) {
    import('./page-state.ts').then((late) => late.completePageState(page, state, tunnel), no);
  }
  on('visibilitychange', () => page.document.hidden && flush(true));
  on('pageshow', ({ persisted }) => persisted && addView(route));
  on('pointerdown', () => soon(stayed));
  on('keydown', () => soon(stayed));
  return {
    onRouteChange(next) {
      addView((route = next));
      soon(stayed);
    },
    report: (error) => state.p('handled', error),
  };
}
