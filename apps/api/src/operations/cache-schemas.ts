import { z } from 'zod';

const count = z.number().int().min(0);
const milliseconds = z.number().min(0);
const instant = z.string().meta({ format: 'date-time' });

const reads = {
  memory: count.describe('Answered from memory.'),
  shared: count.describe('Answered from Redis.'),
  loader: count.describe('Answered by the database.'),
  stale: count.describe('Answered with a value past its time to live.'),
};

/** The namespaces of the cache. */
export const cacheNamespaces = ['contacts', 'contact', 'campaigns', 'campaign', 'counts'] as const;

const namespace = z.enum(cacheNamespaces);

const key = z
  .string()
  .describe(
    'The part behind the workspace: `sort.-createdAt~limit.50` of a page, the id of a record, `contacts` of a count.',
  );

/** What the cache of the answering process did, and the most popular keys of the caller’s workspace. */
export const operationsCacheSchema = z
  .object({
    scope: z.literal('process').describe('The numbers are of the process that answers alone.'),
    startedAt: instant,
    observedAt: instant,
    state: z
      .enum(['off', 'memory', 'whole', 'cut-off'])
      .describe(
        '`memory`: without Redis. `whole`: memory and Redis. `cut-off`: Redis does not answer, or has not confirmed all invalidations.',
      ),
    isLive: z.boolean().describe('Whether memory may be served.'),
    pending: count.describe('Names whose invalidation Redis has not confirmed.'),
    waiting: count
      .nullable()
      .describe(
        'Invalidations of all processes that are committed and that Redis has not confirmed, a second ago; null when the database did not tell.',
      ),
    memory: z.object({
      bytes: count.describe('Estimated.'),
      maxBytes: count,
      entries: count,
      evictions: count,
    }),
    total: z.object(reads),
    minutes: z
      .array(z.object({ startsAt: instant, ...reads }))
      .describe('Of the last hour, oldest first; the last one is not over.'),
    namespaces: z.array(
      z.object({
        namespace,
        ...reads,
        loads: count.describe('Calls of the database for a value, warming included.'),
        loadFailures: count,
        meanLoadMs: milliseconds.nullable(),
        refusedFills: count.describe('Loads that an invalidation overtook: not kept.'),
        entries: count,
        bytes: count,
        evictions: count,
      }),
    ),
    staleness: z
      .object({
        count: count,
        maxMs: milliseconds,
        buckets: z.array(
          z.object({
            upToMs: milliseconds.nullable().describe('Null: without bound.'),
            count: count,
          }),
        ),
      })
      .describe('How long invalidations of other processes took to arrive here.'),
    topKeys: z
      .array(
        z.object({
          namespace,
          key,
          reads: count.describe('About: one of 16 is counted, and old ones count less.'),
        }),
      )
      .describe('Of the caller’s workspace, in all processes; most popular first, at most ten.'),
  })
  .meta({ id: 'OperationsCache' });

const leftMs = z.number().describe('Milliseconds.');

/** What is known of one key; it holds no value. */
export const cacheExplanationSchema = z
  .object({
    namespace,
    key,
    name: z.string().describe('What it is called in Redis and in memory.'),
    tags: z.array(z.string()).describe('What ends it when it is invalidated.'),
    memory: z.object({
      state: z.enum(['absent', 'invalidated', 'fresh', 'stale']),
      leftMs: leftMs.nullable(),
    }),
    shared: z.object({
      state: z.enum(['absent', 'invalidated', 'unreadable', 'unavailable', 'fresh', 'stale']),
      leftMs: leftMs.nullable(),
      loadMs: milliseconds.nullable().describe('How long its load took.'),
    }),
    isLoading: z.boolean(),
    isLive: z.boolean(),
    isUnconfirmed: z.boolean().describe('Whether Redis has not confirmed an invalidation of it.'),
  })
  .meta({ id: 'CacheExplanation' });

/** Which key is to be explained. */
export const explainQuery = z.strictObject({ namespace, key: key.min(1).max(200) });

/** What the cache did. */
export type OperationsCache = z.infer<typeof operationsCacheSchema>;
/** What is known of one key. */
export type CacheExplanation = z.infer<typeof cacheExplanationSchema>;
/** Which key is to be explained. */
export type ExplainQuery = z.infer<typeof explainQuery>;
