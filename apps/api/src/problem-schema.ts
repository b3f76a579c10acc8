import { z } from 'zod';

import { type ProblemSlug, problems } from './problem.ts';

const fieldErrorSchema = z.object({
  field: z.string().describe('Dotted path; empty for the whole part.'),
  message: z.string(),
  pointer: z.string().optional().describe('JSON Pointer in URI-fragment form, only for the body.'),
  in: z.enum(['body', 'query', 'path', 'header']),
  code: z.string(),
});

/** A problem document as it goes over the wire (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().meta({ format: 'uri' }),
    title: z.string(),
    status: z.number().int().min(400).max(599),
    detail: z.string(),
    instance: z.string().meta({ format: 'uri' }).describe('Identifies this occurrence.'),
    path: z.string(),
    code: z.string(),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem' });

/** The last line of an NDJSON answer that failed after it began. */
export const problemLineSchema = problemSchema
  .omit({ type: true })
  .extend({ type: z.literal('problem'), problemType: z.string().meta({ format: 'uri' }) })
  .meta({ id: 'ProblemLine' });

/** One entry of a route's `schema.response` that describes problem documents. */
export interface ProblemResponse {
  readonly description: string;
  readonly content: {
    readonly 'application/problem+json': { readonly schema: typeof problemSchema };
  };
}

/** Describes the problems that a route may answer with, grouped by status, for `schema.response`. */
export function problemResponses(
  ...slugs: readonly ProblemSlug[]
): Record<number, ProblemResponse> {
  const byStatus = Map.groupBy(slugs, (slug) => problems[slug].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((slug) => `\`${slug}\`: ${problems[slug].title}`).join('; '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

/**
 * The `response` of a route whose answers Fastify's types cannot express: one status with a body
 * that is whole or streamed, or a body whose type is a parameter. The answers are still validated.
 */
export function responses(
  byStatus: Readonly<Record<number, z.ZodType | { description: string; content: object }>>,
): unknown {
  return byStatus;
}
