import type { catalogue } from '../catalogue.ts';
import type { ExtensionValue, ProblemCode } from '../definition.ts';
import type { FieldError } from '../field-error.ts';

/** What every parsed problem has. Members that the answer lacked, or had with another JSON type, are absent. */
export interface ProblemMembers {
  /** Absolute, or `about:blank`. */
  readonly type: string;
  readonly title: string;
  /** Of the HTTP answer, whatever the document says. */
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  /** Last segment of `instance`, what a person quotes to support. */
  readonly occurrenceId?: string;
  readonly path?: string;
  readonly code?: string;
  /** The trace of the request, to find what happened in it. */
  readonly traceId?: string;
  /** Empty when the answer lists none. */
  readonly errors: readonly FieldError[];
  /** From `retry_after_ms`, or else from `Retry-After`; absent when a retry does not help. */
  readonly retryAfterMs?: number;
}

/** A problem of a type that the client's catalogue does not have. */
export interface UnknownProblem extends ProblemMembers {
  readonly slug: null;
}

/** Of a catalogue that `defineProblems` made, or of a described one: the content of its `problems.api.json`. */
type DefinitionsOf<Set> = Set extends { readonly [catalogue]: { readonly definitions: infer D } }
  ? D
  : Set extends { readonly base: string; readonly problems: infer D }
    ? D
    : never;

/** JSON that was imported, not written `as const`, no longer says of which type its extensions are. */
type ExtensionsOf<D> = D extends { readonly extensions: infer E }
  ? { readonly [Name in keyof E]?: string extends E[Name] ? unknown : ExtensionValue<E[Name]> }
  : Record<never, never>;

/**
 * The union of what a client may receive from the server whose catalogue is `Set`, told apart by `slug`.
 * Outside the server's repository `Set` is the content of its `problems.api.json`, best written `as const`.
 *
 * @example type ApiProblem = ProblemOf<typeof problems>;
 */
export type ProblemOf<Set, D = DefinitionsOf<Set>> = {
  readonly [Slug in keyof D & string]: Omit<ProblemMembers, 'code'> & {
    readonly slug: Slug;
    readonly code?: ProblemCode<Slug>;
  } & ExtensionsOf<D[Slug]>;
}[keyof D & string];
