import { type ProblemEntry, type ProblemSet, catalogue } from '../catalogue.ts';
import { problemDocument } from '../document.ts';
import { fieldError } from '../field-error.ts';
import { createProblem } from '../problem.ts';

/** A schema of OpenAPI 3.1, which is JSON Schema 2020-12. */
export type OpenApiSchema = Readonly<Record<string, unknown>>;

/** A header object of OpenAPI 3.1. */
export interface OpenApiHeader {
  readonly description: string;
  readonly schema: OpenApiSchema;
}

/** A response object of OpenAPI 3.1. */
export interface OpenApiResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, OpenApiHeader>>;
  readonly content: {
    readonly 'application/problem+json': {
      readonly schema: OpenApiSchema;
      readonly examples: Readonly<Record<string, { readonly $ref: string }>>;
    };
  };
}

/** What goes into `components` of an OpenAPI 3.1 document. */
export interface OpenApiComponents {
  readonly schemas: Readonly<Record<string, OpenApiSchema>>;
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
  readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
}

const fieldErrorSchema: OpenApiSchema = {
  type: 'object',
  required: ['field', 'message'],
  properties: {
    field: { type: 'string', description: 'Dotted path; empty for the whole part.' },
    message: { type: 'string' },
    pointer: { type: 'string', description: 'JSON Pointer as a URI fragment; only in a body.' },
    in: { enum: ['body', 'query', 'path', 'header'] },
    code: { type: 'string' },
  },
};

/**
 * The schema, the response and an example of every type, named by its slug in PascalCase with `Problem`
 * behind it. The responses, also those of a route, refer to the schemas and the examples.
 */
export function openApiComponents(problems: ProblemSet): OpenApiComponents {
  const entries = [...problems[catalogue].entries.values()];
  return {
    schemas: {
      FieldError: fieldErrorSchema,
      ...Object.fromEntries(entries.map((entry) => [schemaName(entry), schemaOf(entry)])),
    },
    responses: Object.fromEntries(entries.map((entry) => [schemaName(entry), responseOf([entry])])),
    examples: Object.fromEntries(
      entries.map((entry) => [schemaName(entry), { value: exampleOf(entry) }]),
    ),
  };
}

/**
 * The responses of a route that may answer `slugs`, by status, for its `responses`.
 *
 * @throws {TypeError} for a slug that the catalogue does not have.
 */
export function openApiResponses(
  problems: ProblemSet,
  slugs: readonly string[],
): Record<string, OpenApiResponse> {
  const { entries } = problems[catalogue];
  const chosen = slugs.map((slug) => {
    const entry = entries.get(slug);
    if (entry === undefined) throw new TypeError(`the catalogue has no problem ${slug}`);
    return entry;
  });
  const statuses = [...new Set(chosen.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      responseOf(chosen.filter((entry) => entry.status === status)),
    ]),
  );
}

function schemaName({ slug }: ProblemEntry): string {
  const words = slug.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Problem`;
}

function schemaOf(entry: ProblemEntry): OpenApiSchema {
  const { title, type, status, code, deprecatedSince } = entry;
  const byPath = entry.catalogue.instance === 'request-path';
  return {
    title,
    type: 'object',
    ...(deprecatedSince === undefined ? {} : { deprecated: true }),
    required: ['type', 'title', 'status', 'instance', ...(byPath ? [] : ['path', 'code'])],
    properties: {
      type: { const: type },
      title: { type: 'string' },
      status: { const: status },
      detail: { type: 'string' },
      instance: { type: 'string', format: 'uri-reference' },
      ...(byPath
        ? {}
        : { path: { type: 'string' }, code: { const: code }, trace_id: { type: 'string' } }),
      ...(status < 500
        ? { errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } } }
        : {}),
      ...Object.fromEntries(entry.extensions.map(([name, kind]) => [name, memberSchema(kind)])),
      retry_after_ms: { type: 'number', minimum: 0 },
    },
  };
}

function memberSchema(type: string): OpenApiSchema {
  return type.endsWith('[]') ? { type: 'array', items: { type: type.slice(0, -2) } } : { type };
}

function responseOf(entries: readonly ProblemEntry[]): OpenApiResponse {
  const refs = entries.map((entry) => ({ $ref: `#/components/schemas/${schemaName(entry)}` }));
  const retries = entries.some(({ retryAfterMs }) => retryAfterMs !== undefined);
  return {
    description: entries.map(({ slug, title }) => `\`${slug}\`: ${title}`).join('; '),
    ...(retries
      ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } }
      : {}),
    content: {
      'application/problem+json': {
        schema: refs.length === 1 ? { ...refs[0] } : { oneOf: refs },
        examples: Object.fromEntries(
          entries.map((entry) => [
            entry.slug,
            { $ref: `#/components/examples/${schemaName(entry)}` },
          ]),
        ),
      },
    },
  };
}

/** Made by the code that writes real answers, so that the two cannot differ. */
function exampleOf(entry: ProblemEntry): unknown {
  const data: Record<string, unknown> = Object.fromEntries(
    entry.params.map((name) => [name, name]),
  );
  for (const [name, type] of entry.extensions) {
    const item = { string: name, boolean: true }[type.replace('[]', '')] ?? 1;
    data[name] = type.endsWith('[]') ? [item] : item;
  }
  const isValidation = entry.slug === 'validation';
  const errors = [fieldError(['email'], 'body', 'required', 'Required')];
  const problem = createProblem(entry, isValidation ? { ...data, errors } : data);
  const id = '0193a5c1-7d3e-7c1b-9b1a-2f4d5c6b7a89';
  return problemDocument(problem, { id, path: '/api/contacts' });
}
