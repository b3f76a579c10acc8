/** Every kind of problem that the API answers with: HTTP status, constant title and default detail. */
export const problems = {
  validation: {
    status: 400,
    title: 'The request is not valid',
    detail: 'One or more fields are not valid; see `errors`.',
  },
  'malformed-body': {
    status: 400,
    title: 'The body cannot be read',
    detail: 'The body is not what its Content-Type says.',
  },
  'import-empty': {
    status: 400,
    title: 'There is nothing to import',
    detail: 'The body has no records.',
  },
  'import-not-text': {
    status: 400,
    title: 'The file is not text',
    detail: 'The body looks like a binary file. Send CSV, tab separated values or vCards.',
  },
  'import-record-too-long': {
    status: 400,
    title: 'A record is too long',
    detail: 'One record is longer than an import reads.',
  },
  'import-no-columns': {
    status: 400,
    title: 'No column was recognised',
    detail: 'The header names no column that a contact has.',
  },
  unauthorized: {
    status: 401,
    title: 'A valid API key is needed',
    detail: 'Send `Authorization: Bearer uk_…` with a key that is not revoked.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    detail: 'Nothing of this workspace has that address.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    detail: 'See the Allow header for the methods that are.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No acceptable form',
    detail: 'The answer has no form that the Accept header allows.',
  },
  'duplicate-contact': {
    status: 409,
    title: 'A contact with this e-mail exists',
    detail: 'Another contact of this workspace has the same e-mail address.',
  },
  'precondition-failed': {
    status: 412,
    title: 'It was changed meanwhile',
    detail: 'The If-Match header does not name the current version. Read it again, then retry.',
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    detail: 'The body has more bytes than this address accepts.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not supported',
    detail: 'This address does not read bodies of that Content-Type.',
  },
  'precondition-required': {
    status: 428,
    title: 'An If-Match header is needed',
    detail: 'Send If-Match with the ETag that was read, or `*` to write whatever the version.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    detail:
      'The request failed for a reason that is not yours. Quote `instance` when you report it.',
  },
  'ai-failed': {
    status: 502,
    title: 'The AI provider failed',
    detail: 'The AI provider gave no usable answer. Try again.',
  },
  'ai-unavailable': {
    status: 503,
    title: 'AI drafts are not available',
    detail: 'No AI provider is configured or it cannot be reached.',
  },
  'ai-rate-limited': {
    status: 503,
    title: 'The AI provider is busy',
    detail: 'The AI provider asks us to slow down. Try again after the time in Retry-After.',
  },
  'database-unavailable': {
    status: 503,
    title: 'The database cannot be reached',
    detail: 'The request was not answered because the database is away. Try again shortly.',
  },
  'shutting-down': {
    status: 503,
    title: 'This instance is shutting down',
    detail: 'Send the request again; another instance answers.',
  },
  timeout: {
    status: 504,
    title: 'It took too long',
    detail: 'The request was given up after its time limit.',
  },
} as const satisfies Record<string, { status: number; title: string; detail: string }>;

/** The last path segment of a problem's `type`. */
export type ProblemSlug = keyof typeof problems;

/** One thing that is wrong with a request; never holds the rejected value. */
export interface FieldError {
  /** Dotted path, e.g. `address.city`; empty for the whole part. */
  readonly field: string;
  /** What is wrong, for a person. */
  readonly message: string;
  /** JSON Pointer in URI-fragment form (RFC 6901 §6), only for the body. */
  readonly pointer?: string;
  readonly in: 'body' | 'query' | 'path' | 'header';
  /** Stable, lower-case with underscores. */
  readonly code: string;
}

/** What a problem may carry beside its slug. */
export interface ProblemOptions {
  /** Sentence that helps this caller; default is the slug's own. Ignored for 500. Never put input values in. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Seconds after which a retry makes sense; becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** Further response headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What really happened, for the log; never sent. */
  readonly cause?: unknown;
}

const brand = Symbol.for('@unite/api.problem');

/** A throwable that becomes a problem document (RFC 9457) at the edge. */
export interface Problem extends Error {
  readonly [brand]: true;
  readonly slug: ProblemSlug;
  readonly status: number;
  readonly detail: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The members of an `application/problem+json` answer. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Identifies this occurrence; the same id is in the log line. */
  readonly instance: string;
  readonly path: string;
  readonly code: string;
  readonly errors?: readonly FieldError[];
}

/**
 * Makes the problem `slug`; throw it.
 *
 * @example throw problem('validation', { errors: [{ field: 'limit', in: 'query', code: 'too_big', message: 'At most 200' }] });
 */
export function problem(slug: ProblemSlug, options: ProblemOptions = {}): Problem {
  const { status, title, detail } = problems[slug];
  const error = new Error(title, options.cause === undefined ? {} : { cause: options.cause });
  const retry = options.retryAfterSeconds;
  return Object.assign(error, {
    [brand]: true as const,
    name: 'Problem',
    slug,
    status,
    detail: status === 500 ? detail : (options.detail ?? detail),
    errors: options.errors,
    headers: {
      ...options.headers,
      ...(retry === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retry))) }),
    },
  });
}

/** True for what `problem` made, also across copies of this module. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && brand in value;
}

/** Where and when a problem happened. */
export interface Occurrence {
  /** The request's id, which is also in the log. */
  readonly occurrenceId: string;
  /** Path of the request without its query. */
  readonly path: string;
}

/** The document that a client sees for `source`. */
export function problemDocument(
  source: Problem,
  { occurrenceId, path }: Occurrence,
): ProblemDocument {
  const { title } = problems[source.slug];
  return {
    type: `https://api.unite-hub.com/errors/${source.slug}`,
    title,
    status: source.status,
    detail: source.detail,
    instance: `https://api.unite-hub.com/problems/${encodeURIComponent(occurrenceId)}`,
    path,
    code: source.slug.toUpperCase().replaceAll('-', '_'),
    ...(source.errors === undefined ? {} : { errors: source.errors }),
  };
}

/**
 * The last line of an `application/x-ndjson` answer that failed after its headers were sent.
 *
 * A line's `type` says what kind of line it is, so the problem's own type URI moves to `problemType`.
 */
export function problemLine(document: ProblemDocument): string {
  const { type: problemType, ...members } = document;
  return `${JSON.stringify({ type: 'problem', problemType, ...members })}\n`;
}
