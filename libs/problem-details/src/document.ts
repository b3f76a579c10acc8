import type { ProblemEntry } from './catalogue.ts';
import type { FieldError } from './field-error.ts';
import { type Problem, type ProblemSource, sourceOf } from './problem.ts';
import { fillTemplate, oneLine } from './template.ts';

/** Which request had the problem, and in which language to say it. */
export interface Occurrence {
  /** Names this occurrence to support and in your log. */
  readonly id: string;
  /** The trace that the request belongs to, 32 hexadecimal digits. Default: none is told. */
  readonly traceId?: string | undefined;
  /** Path of the request without its query. */
  readonly path: string;
  /** A language of the problem's definition. Default: the catalogue's. */
  readonly locale?: string;
}

/** The members of an `application/problem+json` answer (RFC 9457 §3.1), and declared extensions. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly path?: string;
  readonly code?: string;
  readonly trace_id?: string;
  readonly errors?: readonly FieldError[];
  readonly retry_after_ms?: number;
  readonly [extension: string]: unknown;
}

/** Longest path that is repeated, in UTF-16 units. */
const maxPathLength = 500;

/**
 * The document that a client sees for `problem`: nothing but catalogued text and checked data.
 *
 * @throws {TypeError} when `problem` is none.
 */
export function problemDocument(problem: Problem, occurrence: Occurrence): ProblemDocument {
  const { entry, params, members, errors, retryAfterMs } = partsOf(problem);
  const { title, detail } = wording(entry, occurrence.locale);
  const path = oneLine(occurrence.path, maxPathLength);
  const byPath = entry.catalogue.instance === 'request-path';
  // Members are assigned one by one: spreading optional ones costs more than the JSON of them all.
  const document: Record<string, unknown> = { type: entry.type, title, status: entry.status };
  if (detail !== undefined) document['detail'] = fillTemplate(detail, params);
  document['instance'] = byPath ? path : instanceOf(entry, occurrence);
  if (!byPath) {
    document['path'] = path;
    document['code'] = entry.code;
    if (occurrence.traceId !== undefined) document['trace_id'] = occurrence.traceId;
  }
  if (errors !== undefined) document['errors'] = byPath ? errors.map(fieldAndMessage) : errors;
  Object.assign(document, members);
  if (retryAfterMs !== undefined) document['retry_after_ms'] = retryAfterMs;
  // The members above are those of the type, in its order.
  return document as unknown as ProblemDocument;
}

/** The languages that `problem` can be told in, the catalogue's own first. */
export function problemLocales(problem: Problem): readonly string[] {
  const { entry } = partsOf(problem);
  return [entry.catalogue.locale, ...Object.keys(entry.translations)];
}

function partsOf(problem: Problem): ProblemSource {
  const source = sourceOf(problem);
  if (source === undefined) throw new TypeError('not a problem');
  return source;
}

function wording(
  entry: ProblemEntry,
  locale: string | undefined,
): { readonly title: string; readonly detail?: string } {
  const own = locale === undefined || locale === entry.catalogue.locale;
  return own || !Object.hasOwn(entry.translations, locale)
    ? entry
    : (entry.translations[locale] ?? entry);
}

function instanceOf(entry: ProblemEntry, { id }: Occurrence): string {
  return entry.catalogue.instances + encodeURIComponent(id.toWellFormed());
}

function fieldAndMessage({ field, message }: FieldError): FieldError {
  return { field, message };
}

/**
 * The headers that belong to `problem` whatever its form: its own, `Retry-After`, `Cache-Control` and
 * `Deprecation`. `Retry-After` and the member `retry_after_ms` come from the same value.
 */
export function problemHeaders(problem: Problem): Record<string, string> {
  const { entry, headers, retryAfterMs } = partsOf(problem);
  return {
    ...headers,
    'cache-control':
      entry.cacheSeconds === undefined ? 'no-store' : `max-age=${entry.cacheSeconds}`,
    // Never earlier than the member says: a client that waits for either does not come too soon.
    ...(retryAfterMs === undefined
      ? {}
      : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
    // RFC 9745: a structured-field date.
    ...(entry.deprecatedSince === undefined
      ? {}
      : { deprecation: `@${Date.parse(entry.deprecatedSince) / 1000}` }),
  };
}
