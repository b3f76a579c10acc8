// For every program
export {
  defineProblems,
  type Problems,
  type Complete,
  type ProblemFactory,
} from './define-problems.ts';
export type {
  ExtensionData,
  ExtensionType,
  ExtensionValue,
  FactoryName,
  ProblemCode,
  ProblemData,
  ProblemDefinition,
  ProblemDefinitions,
  ProblemTranslation,
} from './definition.ts';
export { isProblem, type Occasion, type Problem } from './problem.ts';
export { fieldError, type FieldError, type RequestPart } from './field-error.ts';

export {
  isProblemDetailsError,
  ProblemDetailsError,
  type ProblemDetailsErrorCode,
} from './errors.ts';

// For adapters
export { toProblem, type ProblemMapping, type Recognised } from './to-problem.ts';
export {
  problemDocument,
  problemHeaders,
  problemLocales,
  type Occurrence,
  type ProblemDocument,
} from './document.ts';
export {
  catalogue,
  type Catalogue,
  type CatalogueOptions,
  type ProblemEntry,
  type ProblemSet,
} from './catalogue.ts';
