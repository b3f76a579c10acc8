import { z } from 'zod';

/** The last line of an NDJSON answer that failed after it began: a problem document whose `type` moved aside. */
export const problemLineSchema = z
  .looseObject({
    type: z.literal('problem'),
    problemType: z.string().meta({ format: 'uri' }),
    title: z.string(),
    status: z.number().int().min(400).max(599),
    detail: z.string().optional(),
    instance: z.string().meta({ format: 'uri' }).describe('Identifies this occurrence.'),
    path: z.string(),
    code: z.string(),
    trace_id: z.string().optional(),
    retry_after_ms: z.number().min(0).optional(),
  })
  .meta({ id: 'ProblemLine' });
