import {
  pageLimits,
  vitalNames,
  type PageErrorKind,
  type PageErrorTuple,
  type PageReport,
  type VitalName,
} from '../browser/page-report.ts';

/** A report whose every part has been checked. */
export type CheckedReport = Required<PageReport> & {
  readonly vitals: { readonly [Name in VitalName]?: number };
};

const kinds: ReadonlySet<string> = new Set<PageErrorKind>([
  'error',
  'rejection',
  'resource',
  'csp',
  'handled',
]);
const maxViews = 25;
const maxRouteLength = 200;
/** Ten minutes; a larger time is a clock that jumped. */
const maxVitalMs = 600_000;

/**
 * Reads a page's report. It comes from a browser: whatever is not as it should be is left out or cut.
 * @returns undefined when it is no report at all
 */
export function parseReport(text: string): CheckedReport | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { view, route, n, stayed, dropped, errors, views, vitals } = Object(parsed) as {
    readonly [Name in keyof PageReport]?: unknown; // each is checked below
  };
  if (typeof view !== 'string' || typeof route !== 'string' || !isCount(n)) return undefined;
  return {
    view: view.slice(0, 100),
    route: route.slice(0, maxRouteLength),
    n,
    stayed: stayed === true,
    dropped: isCount(dropped) ? dropped : 0,
    errors: list(errors).slice(0, pageLimits.maxErrors).flatMap(errorOf),
    views: list(views).slice(0, maxViews).flatMap(viewOf),
    vitals: vitalsOf(vitals),
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32;
}

/** Whole milliseconds since 1970, up to the year 10889. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 48;
}

function errorOf(value: unknown): readonly PageErrorTuple[] {
  const [ordinal, kind, text, stack, atMs, where] = list(value);
  if (!isCount(ordinal) || typeof kind !== 'string' || !kinds.has(kind)) return [];
  if (typeof text !== 'string' || !isTime(atMs)) return [];
  const { maxTextLength, maxStackLength } = pageLimits;
  return [
    [
      ordinal,
      kind as PageErrorKind, // one of the set
      text.slice(0, maxTextLength),
      typeof stack === 'string' ? stack.slice(0, maxStackLength) : '',
      atMs,
      typeof where === 'string' ? where.slice(0, maxTextLength) : '',
    ],
  ];
}

function viewOf(value: unknown): readonly (readonly [string, number])[] {
  const [route, atMs] = list(value);
  if (typeof route !== 'string' || !isTime(atMs)) return [];
  return [[route.slice(0, maxRouteLength), atMs]];
}

function vitalsOf(value: unknown): { readonly [Name in VitalName]?: number } {
  const given = Object(value) as { readonly [Name in VitalName]?: unknown }; // each is checked below
  return Object.fromEntries(
    vitalNames.flatMap((name) => {
      const found = given[name];
      const isValid = typeof found === 'number' && found >= 0 && found <= maxVitalMs;
      return isValid ? [[name, found]] : [];
    }),
  );
}
