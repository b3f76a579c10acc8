import { type ProblemSet, catalogue } from '../catalogue.ts';

/** What clients may rely on of one type. */
export interface DescribedProblem {
  readonly status: number;
  readonly extensions: Readonly<Record<string, string>>;
}

/** What clients may rely on of a catalogue: the content of its committed `problems.api.json`. */
export interface CatalogueDescription {
  readonly base: string;
  readonly problems: Readonly<Record<string, DescribedProblem>>;
}

/** Describes `problems` for `problems.api.json`: sorted, so that its difference is the change. */
export function describeProblems(problems: ProblemSet): CatalogueDescription {
  const { base, entries } = problems[catalogue];
  const described = [...entries]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([slug, { status, extensions }]) => [
      slug,
      { status, extensions: Object.fromEntries(extensions) },
    ]);
  return { base, problems: Object.fromEntries(described) };
}

/**
 * What in `after` breaks clients that were written against `before`: a removed type, another status,
 * a removed extension or another type of one, another base. New types and extensions break nothing.
 *
 * @returns one sentence per break; empty when `after` is compatible.
 */
export function breakingChanges(
  before: CatalogueDescription,
  after: CatalogueDescription,
): string[] {
  const moved = before.base === after.base ? [] : [`the base ${before.base} became ${after.base}`];
  const broken = Object.entries(before.problems).flatMap(([slug, old]) => {
    const now = Object.hasOwn(after.problems, slug) ? after.problems[slug] : undefined;
    if (now === undefined) return [`${slug} was removed`];
    return [
      ...(old.status === now.status ? [] : [`${slug}: status ${old.status} became ${now.status}`]),
      ...Object.entries(old.extensions)
        .filter(([name, type]) => now.extensions[name] !== type)
        .map(([name, type]) => `${slug}: ${name} (${type}) ${became(now.extensions[name])}`),
    ];
  });
  return [...moved, ...broken];
}

function became(type: string | undefined): string {
  return type === undefined ? 'was removed' : `became ${type}`;
}
