import type { FieldError } from '../field-error.ts';
import type { ProblemMembers, UnknownProblem } from './parsed-problem.ts';

/** What a client knows of a server's catalogue; the content of its `problems.api.json` is one. */
export interface ClientCatalogue {
  /** Types below it are told apart by their slug. */
  readonly base: string;
  readonly problems: Readonly<
    Record<string, { readonly extensions?: Readonly<Record<string, string>> }>
  >;
}

/** Options of {@link readProblem}. */
export interface ReadOptions {
  /** Default: none, every problem is unknown. */
  readonly catalogue?: ClientCatalogue;
}

/** The HTTP answer that a document came with. A `Response` is one. */
export interface ProblemAnswer {
  /** Of HTTP; for a line of a stream, whose status was sent before, the one that the line tells. */
  readonly status: number;
  /** Title of a document without one. Default: `HTTP` and the status. */
  readonly statusText?: string | undefined;
  /** Absolute; relative references are resolved against it. Default: they stay as they are. */
  readonly url?: string | undefined;
  /** Asked for `retry-after`; what is no string is ignored. Default: none. */
  readonly headers?: { get(name: string): unknown } | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the problem that an already parsed `document` tells of: an axios or openapi-fetch error, the
 * JSON of an XMLHttpRequest, a line of a stream. Its media type is the caller's to know; what is no
 * object becomes `about:blank` with the status. Never throws for what `JSON.parse` can give.
 *
 * @example const { error, response } = await api.GET('/contacts'); // of openapi-fetch
 * readProblem<ApiProblem>(error, response, { catalogue });
 */
export function readProblem<P extends { readonly slug: string } = never>(
  document: unknown,
  answer: ProblemAnswer,
  { catalogue }: ReadOptions = {},
): P | UnknownProblem {
  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
  // What `P` promises is what `extensionsOf` checked against the catalogue that `P` is derived from.
  return problemOf(isObject ? (document as Json) : {}, answer, catalogue) as P | UnknownProblem;
}

function problemOf(
  document: Json,
  { status, statusText, url, headers }: ProblemAnswer,
  catalogue: ClientCatalogue | undefined,
): ProblemMembers & { readonly slug: string | null } {
  // RFC 9457 §3.1: a member of another JSON type is as good as absent.
  const text = (name: string): string | undefined => {
    const value = own(document, name);
    return typeof value === 'string' ? value : undefined;
  };
  const optional = (name: string, value: unknown): object =>
    value === undefined ? {} : { [name]: value };
  const type = resolve(text('type') ?? 'about:blank', url);
  const instance = text('instance');
  const absolute = instance === undefined ? undefined : resolve(instance, url);
  const slug = slugOf(type, catalogue);
  return {
    ...(slug === null ? {} : extensionsOf(document, catalogue?.problems[slug]?.extensions ?? {})),
    slug,
    type,
    title: text('title') ?? (statusText || `HTTP ${status}`),
    status,
    ...optional('detail', text('detail')),
    ...optional('instance', absolute),
    ...optional('occurrenceId', absolute?.split(/[?#]/, 1)[0]?.split('/').at(-1) || undefined),
    ...optional('path', text('path')),
    ...optional('code', text('code')),
    ...optional('traceId', text('trace_id')),
    errors: fieldErrors(own(document, 'errors')),
    ...optional('retryAfterMs', retryAfterMs(document, headers)),
  };
}

function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Json)[name] : undefined;
}

function resolve(reference: string, base: string | undefined): string {
  return URL.canParse(reference, base || undefined)
    ? new URL(reference, base || undefined).href
    : reference;
}

function slugOf(type: string, catalogue: ClientCatalogue | undefined): string | null {
  if (catalogue === undefined || !type.startsWith(catalogue.base)) return null;
  const slug = type.slice(catalogue.base.length);
  return Object.hasOwn(catalogue.problems, slug) ? slug : null;
}

function extensionsOf(document: Json, extensions: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(extensions).flatMap(([name, type]) => {
      const value = own(document, name);
      const item = type.replace('[]', '');
      const isOfType =
        item === type
          ? isScalar(value, type)
          : Array.isArray(value) && value.every((one) => isScalar(one, item));
      return isOfType ? [[name, value]] : [];
    }),
  );
}

function isScalar(value: unknown, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((error: unknown) => {
    if (typeof error !== 'object' || error === null) return [];
    const entries = ['field', 'message', 'pointer', 'in', 'code'].flatMap((name) => {
      const text = own(error, name);
      return typeof text === 'string' ? [[name, text]] : [];
    });
    const read: Partial<FieldError> = Object.fromEntries(entries);
    const { field, message } = read;
    return field === undefined || message === undefined ? [] : [{ ...read, field, message }];
  });
}

function retryAfterMs(document: Json, headers: ProblemAnswer['headers']): number | undefined {
  const member = own(document, 'retry_after_ms');
  if (typeof member === 'number' && member >= 0) return member;
  const seconds = headers?.get('retry-after');
  return typeof seconds === 'string' && /^\d{1,9}$/.test(seconds)
    ? Number(seconds) * 1000
    : undefined;
}
