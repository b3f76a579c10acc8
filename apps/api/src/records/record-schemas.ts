import { z } from 'zod';

import { text } from '../text-fields.ts';
import type { CountedListRequest } from './list-with-total.ts';

/** The members that every record shows. */
export const recordMembers = {
  id: z.string().meta({ format: 'uuid' }),
  version: z.number().int().min(1).describe('Counts changes; the ETag is this number in quotes.'),
  createdAt: z.string().meta({ format: 'date-time' }),
  updatedAt: z.string().meta({ format: 'date-time' }),
} as const;

/** The path of one record. An id that is no UUID is not an error of the caller: nothing is there. */
export const recordParams = z.object({
  id: z.string().max(100).meta({ format: 'uuid' }),
});

/** How many records one page may hold. */
export const pageLimit = { default: 50, max: 200 } as const;

/** The largest `offset`: a virtual table's random jump, not a way to crawl. */
export const maxOffset = 1_000_000;

/**
 * The query of a list, read into what `Records.list` takes.
 *
 * @param sorts Names that may follow `sort=`, each with its `-name` reverse.
 * @param filters Further members that narrow the list.
 */
export function listQuery(
  sorts: readonly string[],
  filters: Readonly<Record<string, z.ZodOptional<z.ZodEnum>>>,
): z.ZodType<CountedListRequest> {
  const paging = z.object({
    limit: z.coerce.number().int().min(1).max(pageLimit.max).default(pageLimit.default),
    cursor: z
      .string()
      .max(4096)
      .optional()
      .describe('`nextCursor` of the page before; valid for the same search, filter and sort.'),
    offset: z.coerce.number().int().min(0).max(maxOffset).optional().describe('Excludes `cursor`.'),
    search: text(200).default('').describe('Words that must all occur, in any case and order.'),
    sort: z
      .enum(sorts.flatMap((name) => [name, `-${name}`]))
      .default('-createdAt')
      .describe('`-` reverses. Blank values come last, or first when reversed.'),
    count: z
      .enum(['true', 'false'])
      .default('false')
      .describe('`true` adds `total`, the number of records over all pages.'),
  });
  // Typed as no further members, so that the known ones keep their types.
  return paging
    .extend(filters as Record<never, never>)
    .transform(({ count, limit, cursor, offset, search, sort, ...rest }) => {
      const values = Object.entries<unknown>(rest).map(
        ([name, value]) => [name, typeof value === 'string' ? value : undefined] as const,
      );
      return {
        limit,
        cursor,
        offset,
        search,
        sort,
        count: count === 'true',
        filters: Object.fromEntries(values),
      };
    });
}

/** One page of records. */
export function pageOf<Resource extends z.ZodType>(resource: Resource) {
  return z.object({
    items: z.array(resource),
    nextCursor: z.string().nullable(),
    total: z.number().int().min(0).optional(),
  });
}

/** Headers of an answer that carries one version of a record. */
export const ifMatchHeaders = z.object({
  'if-match': z.string().optional().describe('The ETag that was read, or `*`. Absent: 428.'),
});

/** Headers of a read that may be answered by 304. */
export const ifNoneMatchHeaders = z.object({
  'if-none-match': z.string().optional(),
});
