import { type Catalogue, type ProblemEntry, type ProblemSet, catalogue } from './catalogue.ts';
import { codeOf, inWords } from './slug.ts';
import { type Occasion, type Problem, createProblem, isProblem } from './problem.ts';

/** What a mapping recognised: a type of the catalogue, and what may be said about this occurrence. */
export interface Recognised extends Omit<Occasion, 'cause'> {
  readonly slug: string;
  /** Sent as `about:blank` with this status when the catalogue has no such type. */
  readonly status: number;
  /** Title of that `about:blank`: the status's reason phrase. Default: the slug in words. */
  readonly title?: string;
  /** Extension members and detail parameters. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * Recognises one family of errors, e.g. those of a database; `undefined` for all others.
 * It may throw: what it cannot read, it did not recognise.
 */
export type ProblemMapping = (thrown: unknown) => Recognised | undefined;

/**
 * Makes a problem of anything that was thrown. Never throws.
 *
 * It fails closed: a problem is itself, what a mapping recognises is what the mapping says, and
 * everything else is `internal`, with what was thrown only in its `cause`.
 *
 * @param mappings asked in this order. Default: none.
 */
export function toProblem(
  thrown: unknown,
  problems: ProblemSet,
  mappings: readonly ProblemMapping[] = [],
): Problem {
  if (isProblem(thrown)) return thrown;
  const known = problems[catalogue];
  for (const mapping of mappings) {
    try {
      const recognised = mapping(thrown);
      if (recognised === undefined) continue;
      const { slug, status, title, data, ...occasion } = recognised;
      const entry = entryOf(known, slug, status, title);
      return createProblem(entry, { ...data, ...occasion, cause: thrown });
    } catch {
      // A hostile value can break a mapping; it must not break the answer.
    }
  }
  return createProblem(entryOf(known, 'internal', 500), { cause: thrown });
}

/** The catalogue's entry, or `about:blank`, which says no more than its status (RFC 9457 §4.2.1). */
function entryOf(
  known: Catalogue,
  slug: string,
  status: number,
  title = inWords(slug),
): ProblemEntry {
  return (
    known.entries.get(slug) ?? {
      slug,
      type: 'about:blank',
      code: codeOf(slug),
      status,
      title,
      params: [],
      headers: {},
      extensions: [],
      translations: {},
      catalogue: known,
    }
  );
}
