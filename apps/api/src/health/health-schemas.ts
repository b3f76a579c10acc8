import { z } from 'zod';

/** An answer of the health addresses. */
export const healthSchema = z
  .object({
    status: z.enum(['pass', 'warn', 'fail']),
    checks: z.record(z.string(), z.object({ status: z.enum(['pass', 'warn', 'fail']) })).optional(),
  })
  .meta({ id: 'Health' });

/** An answer of the health addresses. */
export type Health = z.infer<typeof healthSchema>;
