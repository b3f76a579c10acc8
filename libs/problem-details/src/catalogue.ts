import type { ExtensionType, ProblemDefinitions, ProblemTranslation } from './definition.ts';

/** Where {@link ProblemSet} keeps its catalogue; a registered symbol, so that copies of this package share it. */
export const catalogue: unique symbol = Symbol.for('@unite/problem-details.catalogue');

/** How all problems of a catalogue are written. */
export interface CatalogueOptions {
  /** Language of the titles and details in the definitions, a BCP 47 tag. Default: `en`. */
  readonly locale?: string;
  /**
   * Absolute URI under which occurrences are named: `instance` is it and the occurrence id.
   * Default: `problems/` beside the last folder of the base, `https://a.example/errors/` →
   * `https://a.example/problems/`.
   */
  readonly instances?: string;
  /**
   * `occurrence` (default) names this one occurrence in `instance` and adds `path` and `code`.
   * `request-path` writes the path into `instance` and only `field` and `message` into `errors`, for
   * clients that were built against such answers.
   */
  readonly instance?: 'occurrence' | 'request-path';
}

/** A definition with its defaults and everything that follows from its slug. */
export interface ProblemEntry {
  readonly slug: string;
  readonly type: string;
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  /** The names that `detail` can be filled with. */
  readonly params: readonly string[];
  readonly extensions: readonly (readonly [name: string, type: ExtensionType])[];
  readonly translations: Readonly<Record<string, ProblemTranslation>>;
  readonly retryAfterMs?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cacheSeconds?: number;
  readonly deprecatedSince?: string;
  readonly when?: string;
  readonly fix?: string;
  readonly catalogue: Required<CatalogueOptions>;
}

/** All problem types below one base URI. */
export interface Catalogue<
  D extends ProblemDefinitions = ProblemDefinitions,
> extends Required<CatalogueOptions> {
  readonly base: string;
  readonly definitions: D;
  readonly entries: ReadonlyMap<string, ProblemEntry>;
}

/** Anything that `defineProblems` made. */
export interface ProblemSet {
  readonly [catalogue]: Catalogue;
}
