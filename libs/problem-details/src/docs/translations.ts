import { type ProblemSet, catalogue } from '../catalogue.ts';
import type { ProblemTranslation } from '../definition.ts';

/** Texts by slug, then by language; the catalogue's own language is one of them. */
export type TranslationsTable = Readonly<
  Record<string, Readonly<Record<string, ProblemTranslation>>>
>;

/** All texts of `problems` as one table, for translators and for checking what is missing. */
export function translationsOf(problems: ProblemSet): TranslationsTable {
  const { entries, locale } = problems[catalogue];
  return Object.fromEntries(
    [...entries].map(([slug, { title, detail, translations }]) => [
      slug,
      { [locale]: { title, ...(detail === undefined ? {} : { detail }) }, ...translations },
    ]),
  );
}
