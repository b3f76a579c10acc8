export { docsReply, type DocsRequest } from './docs-reply.ts';
export { problemIndex, problemPage, type PageFormat } from './page.ts';
export {
  openApiComponents,
  openApiResponses,
  type OpenApiComponents,
  type OpenApiHeader,
  type OpenApiResponse,
  type OpenApiSchema,
} from './openapi.ts';
export {
  breakingChanges,
  describeProblems,
  type CatalogueDescription,
  type DescribedProblem,
} from './description.ts';
export { translationsOf, type TranslationsTable } from './translations.ts';
