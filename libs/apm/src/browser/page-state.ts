import type { BrowserPage, PageEvent } from './browser-page.ts';
import {
  pageLimits,
  type PageErrorKind,
  type PageErrorTuple,
  type PageReport,
} from './page-report.ts';
import { tunnelQuery } from './tunnel-query.ts';

/** An error as it is kept: the thrown value itself, so that an SDK that loads later gets all of it. */
export type KeptError = readonly [
  ordinal: number,
  kind: PageErrorKind,
  value: unknown,
  atMs: number,
  where: string,
];

/**
 * What the parts of this folder share, under `pageStateKey` of the window. The inline script makes
 * it; its names are short because they are sent with every document.
 */
export interface PageState {
  /** The page view's id. */
  view: string;
  /** The page view's route. */
  readonly route: string;
  /** Reports so far. */
  n: number;
  /** Errors so far, without the dropped ones. */
  i: number;
  /** Errors dropped since the last report. */
  dropped: number;
  /** Errors that are not delivered yet, at most {@link pageLimits.maxErrors}. */
  errors: KeptError[];
  /** Keeps an error, or counts it as dropped. */
  p(kind: PageErrorKind, value: unknown, where?: string): void;
  /**
   * Reports what is new, together with `extra`; the first report is sent in any case.
   * @returns whether the browser took it; what is new stays new otherwise
   */
  f(extra?: false | Pick<PageReport, 'stayed' | 'views' | 'vitals'>): boolean;
  /** Called when the page is left; the shim replaces it. */
  h(): void;
  /** Sends the text of a report by beacon; false when the browser does not take it. The shim wraps it. */
  s(text: string): boolean;
  /** Called with each error after it was kept; SDKs set it. */
  o?(error: KeptError): void;
}

/**
 * Does what the inline script does, for a document that has none: gives a bare state its functions and
 * listens. What happened before is not seen.
 * @param tunnel path of the tunnel on this origin
 */
export function completePageState(page: BrowserPage, state: PageState, tunnel: string): void {
  // A name of its own, unknown to the server, so that its errors are told from those of other pages.
  state.view ||= page.crypto.randomUUID().replaceAll('-', '').slice(0, 24);
  state.p = (kind, value, where = '') => {
    if (state.errors.length >= pageLimits.maxErrors) return void state.dropped++;
    const error: KeptError = [state.i++, kind, value, page.Date.now(), where];
    state.errors.push(error);
    state.o?.(error);
  };
  state.f = (extra) => {
    const { view, route, n, dropped, errors } = state;
    if (n > 0 && errors.length === 0 && dropped === 0 && !extra) return true;
    const report: PageReport = {
      view,
      route,
      n,
      dropped,
      errors: errors.map(errorTuple),
      ...extra,
    };
    if (!state.s(JSON.stringify(report))) return false;
    state.n++;
    state.dropped = 0;
    state.errors = [];
    return true;
  };
  state.s = (text) => {
    try {
      return page.navigator.sendBeacon(tunnel + tunnelQuery.report, text);
    } catch {
      // An extension took the function away: as if the browser had refused.
      return false;
    }
  };
  listen(page, state);
}

interface PageElement {
  readonly tagName?: string;
  readonly src?: string;
  readonly href?: string;
}

function listen(page: BrowserPage, state: PageState): void {
  const on = (type: string, listener: (event: PageEvent) => void) =>
    page.addEventListener(type, listener, true);
  on('error', ({ target, error, message, filename, lineno, colno }) => {
    if (message) return state.p('error', error ?? message, `${filename}:${lineno}:${colno}`);
    // The event of a resource has no message, but an element as its target.
    const { tagName, src, href } = Object(target) as PageElement;
    // Images fail for reasons of their visitors; a script or a style sheet leaves a broken page.
    if (tagName === 'SCRIPT' || tagName === 'LINK') state.p('resource', src || href);
  });
  on('unhandledrejection', ({ reason }) => state.p('rejection', reason));
  on('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
    state.p('csp', `${effectiveDirective} ${blockedURI}`, `${sourceFile}:${lineNumber}`),
  );
  on('pagehide', () => state.h());
}

function errorTuple([ordinal, kind, value, atMs, where]: KeptError): PageErrorTuple {
  const { maxTextLength, maxStackLength } = pageLimits;
  let [text, stack] = ['?', ''];
  try {
    text = `${value}`.slice(0, maxTextLength);
    // A thrown null or undefined has no members and lands below.
    stack = `${(value as { readonly stack?: unknown }).stack || ''}`.slice(0, maxStackLength);
  } catch {
    // A getter, a proxy or a prototype that throws is no reason to lose the rest.
  }
  return [ordinal, kind, text, stack, atMs, where];
}
