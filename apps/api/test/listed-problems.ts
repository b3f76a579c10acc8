/** The parts of an OpenAPI document that say which problems an operation may answer. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly examples?: Readonly<object> }>> }
    >
  >;
}

/** One operation of an API and what it may answer beside success. */
export interface ListedOperation {
  readonly operationId: string;
  /** Upper-case. */
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  /** Each as status and slug, e.g. `404 not-found`. */
  readonly problems: ReadonlySet<string>;
}

/** The operations of `description`, with the problems that each lists. */
export function listedProblems({ paths }: ApiDescription): readonly ListedOperation[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId, responses }]) => ({
      operationId,
      path,
      method: method.toUpperCase(),
      problems: new Set(
        Object.entries(responses).flatMap(([status, { content = {} }]) =>
          Object.keys(content['application/problem+json']?.examples ?? {}).map(
            (slug) => `${status} ${slug}`,
          ),
        ),
      ),
    })),
  );
}
