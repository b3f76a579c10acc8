import { type ProblemSet, catalogue } from '../catalogue.ts';
import { openApiComponents } from '../docs/openapi.ts';
import { problemPage } from '../docs/page.ts';

/** What {@link catalogueFaults} expects of every type. */
export interface CatalogueExpectations {
  /** Languages that every type is told in, beside the catalogue's own. Default: none. */
  readonly locales?: readonly string[];
}

/**
 * What is missing in a catalogue: `when` and `fix`, a translation, a documentation page or an OpenAPI
 * response, one sentence each; empty for a whole catalogue.
 *
 * @example expect(catalogueFaults(problems, { locales: ['de'] })).toEqual([]);
 */
export function catalogueFaults(
  problems: ProblemSet,
  { locales = [] }: CatalogueExpectations = {},
): string[] {
  const components = openApiComponents(problems);
  const described = JSON.stringify(components);
  return [...problems[catalogue].entries.values()].flatMap((entry) => {
    const { slug, when, fix, detail, translations } = entry;
    const untranslated = locales.filter((locale) => {
      const translation = translations[locale];
      return (
        translation === undefined || (detail === undefined) !== (translation.detail === undefined)
      );
    });
    return [
      ...(when === undefined ? [`${slug} does not say when it occurs`] : []),
      ...(fix === undefined ? [`${slug} does not say what to do`] : []),
      ...untranslated.map((locale) => `${slug} is not wholly translated to ${locale}`),
      ...(problemPage(problems, slug, 'html')?.includes(entry.type) ? [] : [`${slug} has no page`]),
      ...(described.includes(entry.type) ? [] : [`${slug} is not in the OpenAPI components`]),
    ];
  });
}
