import { z } from 'zod';

const count = z.number().int().min(0);
const milliseconds = z.number();
const instant = z.string().meta({ format: 'date-time' });
const traceId = z.string().regex(/^[0-9a-f]{32}$/);
const spanId = z.string().regex(/^[0-9a-f]{16}$/);

const decision = {
  outcome: z
    .enum(['kept', 'dropped', 'open'])
    .describe('`open` while it is not decided; what is not kept has no spans here.'),
  reason: z
    .enum(['sampled', 'error', 'slow', 'forced'])
    .nullable()
    .describe('Why it is kept: in the share, failed, took too long, or was asked for.'),
};

const summary = {
  traceId,
  name: z.string().describe('Method and route of its first request, or what a job does.'),
  status: z.number().int().nullable().describe('The worst status that it was answered with.'),
  startedAt: instant,
  durationMs: milliseconds.describe('From the first start to the last end that this process saw.'),
  requests: count,
  failed: z.boolean().describe('Whether anything in it failed.'),
  ...decision,
};

/** The latest traces of the process that answers. */
export const tracesSchema = z
  .object({
    observedAt: instant,
    traces: z.array(z.object(summary)).describe('Newest first.'),
  })
  .meta({ id: 'Traces' });

const field = z.object({ name: z.string(), value: z.string() });
const offset = milliseconds.describe('Milliseconds since the start of the trace.');

/** One trace with all that belongs to it. */
export const traceSchema = z
  .object({
    ...summary,
    spans: z
      .array(
        z.object({
          spanId,
          parentSpanId: spanId.nullable(),
          depth: count.describe('Of its ancestors in this process.'),
          name: z.string(),
          kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
          startMs: offset,
          durationMs: milliseconds,
          failed: z.boolean(),
          attributes: z.array(field),
          events: z.array(z.object({ name: z.string(), atMs: offset, attributes: z.array(field) })),
        }),
      )
      .describe('Each before what it caused, in the order of their starts.'),
    spansLeftOut: count.describe('There was no room for them here; the collector has them.'),
    logs: z
      .array(
        z.object({
          atMs: offset,
          level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
          message: z.string(),
          fields: z.array(field),
        }),
      )
      .describe('Oldest first.'),
    errors: z.array(
      z.object({
        atMs: offset,
        name: z.string(),
        code: z.string(),
        occurrenceId: z.string().describe('What the caller was told.'),
      }),
    ),
  })
  .meta({ id: 'Trace' });

/** The latest traces, as they are answered. */
export type Traces = z.infer<typeof tracesSchema>;
/** A trace, as it is answered. */
export type Trace = z.infer<typeof traceSchema>;

/** The address of one trace. */
export const traceParamsSchema = z.object({ traceId });
