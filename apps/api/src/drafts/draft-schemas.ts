import { z } from 'zod';

import { problemLineSchema } from '../problem-line.ts';

/** What a person asks the AI for. */
export const draftRequestSchema = z.strictObject({
  prompt: z.string().trim().min(1).max(4000),
  tone: z.enum(['friendly', 'formal', 'playful']).optional(),
  audience: z.string().trim().max(300).optional(),
});

const usageSchema = z.object({
  inputTokens: z.number().int().min(0),
  outputTokens: z.number().int().min(0),
  totalTokens: z.number().int().min(0),
});

/** A finished draft. */
export const draftSchema = z
  .object({ subject: z.string(), body: z.string(), model: z.string(), usage: usageSchema })
  .meta({ id: 'Draft' });

/** One line of a streamed draft. */
export const draftLineSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('done'), model: z.string(), usage: usageSchema }),
    problemLineSchema,
  ])
  .meta({ id: 'DraftLine' });

/** What a person asks the AI for. */
export type DraftRequest = z.infer<typeof draftRequestSchema>;
/** A finished draft. */
export type Draft = z.infer<typeof draftSchema>;
/** Tokens that a draft has cost. */
export type Usage = z.infer<typeof usageSchema>;
/** One line of a streamed draft. */
export type DraftLine = z.infer<typeof draftLineSchema>;
