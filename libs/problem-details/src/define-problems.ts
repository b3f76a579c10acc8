import {
  type Catalogue,
  type CatalogueOptions,
  type ProblemEntry,
  catalogue,
} from './catalogue.ts';
import type {
  FactoryName,
  ProblemData,
  ProblemDefinition,
  ProblemDefinitions,
} from './definition.ts';
import { ProblemDetailsError, type ProblemDetailsErrorCode } from './errors.ts';
import { safeHeaders } from './headers.ts';
import { type Given, type Occasion, type Problem, createProblem } from './problem.ts';
import { codeOf, inWords, nameOf } from './slug.ts';
import { paramNames } from './template.ts';

const internal = {
  status: 500,
  title: 'Internal Server Error',
} as const satisfies ProblemDefinition;

/** `D` with the entry that every catalogue has. */
export type Complete<D> = 'internal' extends keyof D
  ? D
  : D & { readonly internal: typeof internal };

/** Makes one occurrence; the argument is optional when the definition needs no data. */
export type ProblemFactory<Slug extends string, D> =
  Record<never, never> extends ProblemData<D>
    ? (given?: ProblemData<D> & Occasion) => Problem<Slug>
    : (given: ProblemData<D> & Occasion) => Problem<Slug>;

/** A catalogue as its factories: `problems.notFound()` makes a `not-found`. */
export type Problems<D extends ProblemDefinitions> = {
  readonly [Slug in keyof D & string as FactoryName<Slug>]: ProblemFactory<Slug, D[Slug]>;
} & { readonly [catalogue]: Catalogue<D> };

/**
 * Makes the factories of a catalogue. `internal` (500) is added unless it is defined.
 *
 * @param base absolute URI that ends with `/`; a type's URI is it and the slug.
 * @throws {ProblemDetailsError} PROBLEM_… for the first definition that cannot be kept.
 * @example
 * const problems = defineProblems('https://api.example.com/errors/', {
 *   'out-of-credit': { status: 403, title: 'Out of credit', detail: 'That costs {cost}.' },
 * });
 * throw problems.outOfCredit({ cost: 50 });
 */
export function defineProblems<const D extends ProblemDefinitions>(
  base: string,
  definitions: D,
  options: CatalogueOptions = {},
): Problems<Complete<D>> {
  demand(
    URL.canParse(base) && base.endsWith('/'),
    'PROBLEM_BASE_INVALID',
    `${base} must be absolute and end with /`,
  );
  const all: ProblemDefinitions = { internal, ...definitions };
  const resolved = {
    locale: options.locale ?? 'en',
    instances: options.instances ?? new URL('../problems/', base).href,
    instance: options.instance ?? 'occurrence',
  };
  const entries = new Map<string, ProblemEntry>();
  const problems: Record<PropertyKey, unknown> = {
    [catalogue]: { ...resolved, base, definitions: all, entries },
  };
  for (const [slug, definition] of Object.entries(all)) {
    const entry = resolveEntry(slug, definition, base, resolved);
    const name = nameOf(slug);
    demand(!(name in problems), 'PROBLEM_NAME_TAKEN', `${slug}: ${name} is taken`);
    entries.set(slug, entry);
    problems[name] = (given?: Given) => createProblem(entry, given);
  }
  // The mapped type says what the loop above did, name by name.
  return Object.freeze(problems) as Problems<Complete<D>>;
}

/** Members that this package writes itself, and what a factory's argument is made of. */
const reserved = new Set(
  'type title status detail instance path code errors retry_after_ms retryAfterMs headers cause'.split(
    ' ',
  ),
);

function resolveEntry(
  slug: string,
  definition: ProblemDefinition,
  base: string,
  options: Required<CatalogueOptions>,
): ProblemEntry {
  const { status, detail, extensions = {}, translations = {}, cacheSeconds } = definition;

  demand(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug), 'PROBLEM_SLUG_INVALID', slug);
  demand(
    Number.isInteger(status) && status >= 400 && status <= 599,
    'PROBLEM_STATUS_INVALID',
    `${slug}: ${status} is not 400 to 599`,
  );
  const params = detail === undefined ? [] : paramNames(detail);
  demand(
    (status < 500 || params.length === 0) && !params.some((name) => reserved.has(name)),
    'PROBLEM_DETAIL_INVALID',
    `${slug}: {${params.join('}, {')}}: not allowed here`,
  );
  for (const name of Object.keys(extensions)) {
    demand(
      /^[a-z]\w{2,}$/i.test(name) && !reserved.has(name),
      'PROBLEM_EXTENSION_INVALID',
      `${slug}: ${name} is no free name of 3 letters or more`,
    );
  }
  for (const [locale, { detail: text = '' }] of Object.entries(translations)) {
    demand(
      paramNames(text).every((name) => params.includes(name)),
      'PROBLEM_TRANSLATION_INVALID',
      `${slug}: ${locale} has names of its own`,
    );
  }
  demand(
    cacheSeconds === undefined || status === 404 || status === 410,
    'PROBLEM_CACHE_INVALID',
    `${slug}: only for 404 and 410`,
  );
  return {
    ...definition,
    headers: safeHeaders(definition.headers ?? {}),
    slug,
    type: base + slug,
    code: codeOf(slug),
    title: definition.title ?? inWords(slug),
    params,
    extensions: Object.entries(extensions),
    translations,
    catalogue: options,
  };
}

function demand(kept: boolean, code: ProblemDetailsErrorCode, message: string): asserts kept {
  if (!kept) throw new ProblemDetailsError(code, message);
}
