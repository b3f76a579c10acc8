/**
 * Why an error is in a report: `error` was thrown and not caught, `rejection` is a promise that nobody
 * handled, `resource` a script or style sheet that did not load, `csp` a breach of the content
 * security policy, and `handled` one that the application caught and told itself.
 */
export type PageErrorKind = 'error' | 'rejection' | 'resource' | 'csp' | 'handled';

/** An error as it travels; a tuple, because the script that writes it first counts its bytes. */
export type PageErrorTuple = readonly [
  /** Position among the errors of its page, from 0; with the page's id it names the error for ever. */
  ordinal: number,
  kind: PageErrorKind,
  /** What was thrown, as text, e.g. `TypeError: x is undefined`. */
  text: string,
  stack: string,
  /** Milliseconds since 1970, by the visitor's clock. */
  atMs: number,
  /** Script, line and column, e.g. `https://app.test/a.js:1:20`; empty when unknown. */
  where: string,
];

/** Names of the web vitals; all in milliseconds but `CLS`, which has no unit. */
export const vitalNames = ['CLS', 'FCP', 'INP', 'LCP', 'TTFB'] as const;

/** One of {@link vitalNames}. */
export type VitalName = (typeof vitalNames)[number];

/** Values of web vitals, in milliseconds; `CLS` without a unit. */
export type Vitals = { readonly [Name in VitalName]?: number | undefined };

/** What a page tells the tunnel in one request: everything since its last report. JSON in a `POST`. */
export interface PageReport {
  /** {@link PageView.id}. */
  readonly view: string;
  /** {@link PageView.route}. */
  readonly route: string;
  /** 0 for the first report of a page, which says that it arrived. */
  readonly n: number;
  /**
   * Whether the visitor has stayed: gave an input, went to another route, or was there for the idle time.
   * Said in one report of a page.
   */
  readonly stayed?: boolean;
  /** Errors since the last report over the bound of what a page keeps; they are counted, not told. */
  readonly dropped: number;
  readonly errors: readonly PageErrorTuple[];
  /** Route changes within the page: pattern, milliseconds since 1970. */
  readonly views?: readonly (readonly [route: string, atMs: number])[];
  /** Once per page, with the first report that is sent because it was hidden. */
  readonly vitals?: Vitals | false;
}

/** One document that the server sent, as the server named it. */
export interface PageView {
  /** 24 hex digits, then what proves to the server that it gave them out; empty when nobody named it. */
  readonly id: string;
  /** The route's pattern, e.g. `/w/[workspace]/contacts`; never the address, which has ids in it. */
  readonly route: string;
}

/**
 * Bounds of what a page keeps and sends. All beacons in flight may have 64 KiB together; 25 errors stay
 * below even when every message is in a script of three bytes a character.
 */
export const pageLimits = {
  maxErrors: 25,
  maxTextLength: 300,
  maxStackLength: 1200,
  /** Reports of a document that is still being parsed, the first one included. */
  maxParseReports: 5,
} as const;

/**
 * Names an error in Sentry's terms (32 hex digits). The page, the tunnel and the Sentry client derive the
 * same id, so an error that arrives twice is known to be one. The time is in it because a document that
 * comes out of the browser's cache has the same id again, and counts its errors from 0.
 * @param viewId {@link PageView.id}
 */
export function pageErrorId(viewId: string, ordinal: number, atMs: number): string {
  // Within a page, neither ever falls: the sum of a later error is larger.
  return viewId.slice(0, 24) + ((ordinal + atMs) % 2 ** 32).toString(16).padStart(8, '0');
}
