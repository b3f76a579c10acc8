import type { ListRequest, Page, Records, Versioned } from './records.ts';

/** A list, and whether it is to be counted. */
export interface CountedListRequest extends ListRequest {
  readonly count: boolean;
}

/** A page, and the number of records over all pages where that was asked for. */
export interface CountedPage<Resource> extends Page<Resource> {
  total?: number;
}

/**
 * The page of a list, counted if asked for. A list that ends on this page is counted by that already: counting a rare
 * search reads all records.
 *
 * @throws {Problem} as `Records.list`
 */
export async function listWithTotal<Resource extends Versioned>(
  records: Pick<Records<Resource, never, never>, 'list' | 'count'>,
  workspaceId: string,
  { count, ...request }: CountedListRequest,
): Promise<CountedPage<Resource>> {
  const page = await records.list(workspaceId, request);
  if (!count) return page;
  const start = request.cursor === undefined ? (request.offset ?? 0) : null;
  const isLast = page.nextCursor === null && (start === 0 || page.items.length > 0);
  if (start !== null && isLast) return { ...page, total: start + page.items.length };
  return { ...page, total: await records.count(workspaceId, request) };
}
