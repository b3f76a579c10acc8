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

/** Options of {@link parseProblem}. */
export interface ParseOptions {
  /** Default: none, every problem is unknown. */
  readonly catalogue?: ClientCatalogue;
  /** Longest body that is read, in bytes. A longer one is no problem document. Default: 65536. */
  readonly maxBytes?: number;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the problem that a response with an error status tells of. A response that tells none becomes
 * `about:blank` with its HTTP status. Rejects only when reading the body fails.
 */
export async function parseProblem<P extends { readonly slug: string } = never>(
  response: Response,
  { catalogue, maxBytes = 65_536 }: ParseOptions = {},
): Promise<P | UnknownProblem> {
  const isProblem = /^application\/problem\+json *(;|$)/i.test(
    response.headers.get('content-type')?.trim() ?? '',
  );
  const document = isProblem ? parseObject(await readText(response, maxBytes)) : undefined;
  if (!isProblem) await response.body?.cancel();
  // What `P` promises is what `extensionsOf` checked against the catalogue that `P` is derived from.
  return problemOf(response, document ?? {}, catalogue) as P | UnknownProblem;
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let read = 0; reader !== undefined;) {
    const { done, value } = await reader.read();
    if (done) break;
    read += value.byteLength;
    if (read > maxBytes) {
      await reader.cancel();
      return '';
    }
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Json)
      : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(
  response: Response,
  document: Json,
  catalogue: ClientCatalogue | undefined,
): ProblemMembers & { readonly slug: string | null } {
  const { status, statusText, url } = response;
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
    errors: fieldErrors(own(document, 'errors')),
    ...optional('retryAfterMs', retryAfterMs(document, response.headers)),
  };
}

function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Json)[name] : undefined;
}

function resolve(reference: string, base: string): string {
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

function retryAfterMs(document: Json, headers: Headers): number | undefined {
  const member = own(document, 'retry_after_ms');
  if (typeof member === 'number' && member >= 0) return member;
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,9}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}
