import type { ParamNames } from './template.ts';

/** JSON type of an extension member; `[]` marks an array of it. */
export type ExtensionType = Scalar | `${Scalar}[]`;

type Scalar = 'string' | 'number' | 'integer' | 'boolean';

type ScalarValue<T> = T extends 'string' ? string : T extends 'boolean' ? boolean : number;

/** The TypeScript type of the extension type `T`. */
export type ExtensionValue<T> = T extends `${infer Item}[]`
  ? readonly ScalarValue<Item>[]
  : ScalarValue<T>;

/** A problem type in another language. */
export interface ProblemTranslation {
  readonly title: string;
  /** Template with the same `{names}` as the definition's; without it that `detail` is left out. */
  readonly detail?: string;
}

/** One type of problem, as it is written in a catalogue. Its key there is its slug. */
export interface ProblemDefinition {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Constant sentence for people. Default: the slug in words. */
  readonly title?: string;
  /**
   * Sentence that helps the caller to correct this occurrence. Only `{names}` in it can be filled in,
   * from the factory's argument. From 500 on it must be constant. Default: no `detail` member.
   */
  readonly detail?: string;
  /**
   * Members beside the standard ones and their JSON types. A name has 3 or more of `A-Za-z0-9_` and
   * begins with a letter (RFC 9457 §3.2); values of another type are left out of the answer.
   */
  readonly extensions?: Readonly<Record<string, ExtensionType>>;
  /** How long a caller waits before a retry, in milliseconds. Default: a retry does not help. */
  readonly retryAfterMs?: number;
  /** Response headers of every occurrence, lower-case names, e.g. `www-authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long caches may keep it, in seconds; only for 404 and 410. Default: `no-store`. */
  readonly cacheSeconds?: number;
  /** For the documentation page: when it occurs. Markdown without HTML. */
  readonly when?: string;
  /** For the documentation page: what a caller does about it. Markdown without HTML. */
  readonly fix?: string;
  /** Titles and details in other languages, by BCP 47 tag, e.g. `de`, `pt-BR`. */
  readonly translations?: Readonly<Record<string, ProblemTranslation>>;
  /** Day from which it is deprecated, e.g. `2026-11-23`; types are never removed. */
  readonly deprecatedSince?: string;
}

/** Problem types by slug: lower-case words joined by hyphens, the last segment of the type's URI. */
export type ProblemDefinitions = Readonly<Record<string, ProblemDefinition>>;

/** `not-found` becomes `notFound`, the name of its factory. */
export type FactoryName<Slug extends string> = Slug extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<FactoryName<Tail>>}`
  : Slug;

/** `not-found` becomes `NOT_FOUND`, the member `code`. */
export type ProblemCode<Slug extends string> = Slug extends `${infer Head}-${infer Tail}`
  ? `${Uppercase<Head>}_${ProblemCode<Tail>}`
  : Uppercase<Slug>;

type ExtensionsOf<D> = D extends { readonly extensions: infer E } ? E : Record<never, never>;

/** The extension members of the definition `D`. */
export type ExtensionData<D> = {
  readonly [Name in keyof ExtensionsOf<D>]: ExtensionValue<ExtensionsOf<D>[Name]>;
};

/** What a factory of the definition `D` must be given: its extensions and the names in its detail. */
export type ProblemData<D> = ExtensionData<D> & {
  readonly [
    Name in Exclude<
      D extends { readonly detail: infer T } ? ParamNames<T> : never,
      keyof ExtensionsOf<D>
    >
  ]: string | number;
};
