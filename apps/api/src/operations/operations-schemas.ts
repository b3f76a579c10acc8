import { z } from 'zod';

const milliseconds = z.number().min(0);

/** The state of this instance and of what it depends on; names no host, user or password. */
export const operationsSchema = z
  .object({
    api: z.object({
      status: z.enum(['serving', 'draining']),
      version: z.string(),
      nodeVersion: z.string(),
      startedAt: z.string().meta({ format: 'date-time' }),
      uptimeSeconds: z.number().min(0),
      residentBytes: z.number().int().min(0),
      eventLoopUtilization: z
        .number()
        .min(0)
        .max(1)
        .describe('0 idle to 1 saturated, since the last look.'),
      eventLoopDelayP99Ms: milliseconds,
      requests: z.object({
        total: z.number().int().min(0),
        errors: z.number().int().min(0).describe('Answers with a 5xx status.'),
        p50Ms: milliseconds.nullable(),
        p95Ms: milliseconds.nullable(),
      }),
    }),
    postgres: z.array(
      z.object({
        name: z.string(),
        role: z.enum(['primary', 'replica', 'unknown']),
        status: z.enum(['up', 'down']),
        latencyMs: milliseconds.nullable(),
        lagBytes: z.number().int().min(0).nullable(),
        lagMs: milliseconds.nullable(),
        version: z.string().nullable(),
        error: z.string().nullable(),
      }),
    ),
    redis: z.object({
      status: z.enum(['up', 'down', 'absent']),
      latencyMs: milliseconds.nullable(),
      version: z.string().nullable(),
      usedMemoryBytes: z.number().int().min(0).nullable(),
    }),
    ai: z.object({ status: z.enum(['configured', 'absent']), model: z.string().nullable() }),
  })
  .meta({ id: 'Operations' });

/** The state of this instance and of what it depends on. */
export type Operations = z.infer<typeof operationsSchema>;
