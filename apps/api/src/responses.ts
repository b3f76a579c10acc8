import type { z } from 'zod';

/**
 * The `response` of a route whose answers Fastify's types cannot express: one status with a body
 * that is whole or streamed, or a body whose type is a parameter. The answers are still validated.
 */
export function responses(
  byStatus: Readonly<Record<number, z.ZodType | { description: string; content: object }>>,
): unknown {
  return byStatus;
}
