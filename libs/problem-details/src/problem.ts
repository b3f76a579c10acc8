import type { ProblemEntry } from './catalogue.ts';
import { checkedMembers } from './extension.ts';
import { type FieldError, safeFieldErrors } from './field-error.ts';
import { safeHeaders } from './headers.ts';
import { fillTemplate } from './template.ts';

/** What one occurrence of any type may carry beside its own data. */
export interface Occasion {
  /** Everything that is wrong with the request. Ignored from status 500 on. */
  readonly errors?: readonly FieldError[];
  /** Milliseconds; becomes `Retry-After` and `retry_after_ms`. Default: the definition's. */
  readonly retryAfterMs?: number;
  /** More response headers, lower-case names, e.g. `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What really happened, for your log. Never sent. */
  readonly cause?: unknown;
}

/**
 * One occurrence of a catalogued problem: a value to return, or to throw where that reads better.
 *
 * It is `instanceof Error`, so that frameworks and loggers treat it as one, but it captures no stack:
 * an expected 4xx is an answer, and a stack costs more than the rest of the answer together.
 */
export interface Problem<Slug extends string = string> extends Error {
  readonly slug: Slug;
  /** Absolute URI of the type. */
  readonly type: string;
  readonly status: number;
  /** Same as `status`, where Express and Fastify look for it. */
  readonly statusCode: number;
  /** The slug in UPPER_SNAKE. */
  readonly code: string;
}

/** What a problem is made of: plain checked data, apart from the public members, which anybody can overwrite. */
export interface ProblemSource {
  readonly entry: ProblemEntry;
  /** The detail's parameters that were given. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The extension members that have their declared type. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterMs: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const brand = Symbol.for('@unite/problem');

/** Marks this copy's problems; unlike the symbol, nobody outside can forge it. */
class ProblemValue {
  readonly slug: string;
  readonly type: string;
  readonly status: number;
  readonly statusCode: number;
  readonly code: string;
  readonly #source: ProblemSource;
  readonly #cause: unknown;

  constructor(source: ProblemSource, cause: unknown) {
    const { slug, type, status, code } = source.entry;
    this.slug = slug;
    this.type = type;
    this.status = status;
    this.statusCode = status;
    this.code = code;
    this.#source = source;
    this.#cause = cause;
  }

  get [brand](): ProblemSource {
    return this.#source;
  }

  get name(): string {
    return 'Problem';
  }

  get message(): string {
    const { entry, params } = this.#source;
    return entry.detail === undefined ? entry.title : fillTemplate(entry.detail, params);
  }

  get stack(): string {
    return `Problem [${this.code}]: ${this.message}`;
  }

  get cause(): unknown {
    return this.#cause;
  }

  static sourceOf(value: object): ProblemSource | undefined {
    return #source in value ? value.#source : undefined;
  }
}
// Not `extends Error`, whose constructor would capture the stack.
Object.setPrototypeOf(ProblemValue.prototype, Error.prototype);

/** The argument of any factory: an occasion, and data that is not yet checked. */
export type Given = Occasion & Readonly<Record<string, unknown>>;

/** Makes the problem `entry` of what a factory or a mapping was given; reads each member once. */
export function createProblem(entry: ProblemEntry, given: Given = {}): Problem {
  const { errors, retryAfterMs = entry.retryAfterMs, headers, cause } = given;
  const source: ProblemSource = {
    entry,
    params: pick(entry.params, given),
    members: checkedMembers(entry.extensions, given),
    errors: entry.status < 500 ? safeFieldErrors(errors) : undefined,
    retryAfterMs: isDelay(retryAfterMs) ? retryAfterMs : undefined,
    headers: headers === undefined ? entry.headers : safeHeaders({ ...entry.headers, ...headers }),
  };
  return new ProblemValue(source, cause);
}

function pick(
  names: readonly string[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) picked[name] = given[name];
  return picked;
}

function isDelay(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

/** Whether `value` is a problem, also of another copy of this package. Never throws. */
export function isProblem(value: unknown): value is Problem {
  return sourceOf(value) !== undefined;
}

/** What `value` is made of if it is a problem of this or another copy of this package. Never throws. */
export function sourceOf(value: unknown): ProblemSource | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return ProblemValue.sourceOf(value) ?? foreignSource(value);
}

/** Another copy's problem as plain data; anybody can put the brand on anything, so it is checked. */
function foreignSource(value: object): ProblemSource | undefined {
  try {
    if (!(brand in value)) return undefined;
    const source: ProblemSource = JSON.parse(JSON.stringify(value[brand]));
    const { type, code, title, slug, status, params, extensions } = source.entry;
    const texts = [type, code, title, slug, ...params];
    if (texts.some((text) => typeof text !== 'string') || !(status >= 400 && status <= 599)) {
      return undefined;
    }
    return {
      ...source,
      members: checkedMembers(extensions, source.members),
      errors: safeFieldErrors(source.errors),
      headers: safeHeaders(source.headers),
    };
  } catch {
    // A hostile getter or a revoked proxy is not a problem.
    return undefined;
  }
}
