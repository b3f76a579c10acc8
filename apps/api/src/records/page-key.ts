import { createHash } from 'node:crypto';

import { pageLimit } from './record-schemas.ts';
import type { ListRequest } from './records.ts';

/**
 * The part of a cache key that tells one page of a list from the others, made of what no key has to encode:
 * `sort.-createdAt~limit.50`, then `~offset.100`, `~stage.lead` and `~after.…` where the request says so.
 *
 * A cursor is told by its digest (SHA-256): it holds the name or address of the contact that it follows, which
 * belongs in no key.
 */
export function pageKey({ sort, limit, offset = 0, filters, cursor }: ListRequest): string {
  return [
    ['sort', sort],
    ['limit', limit],
    ...(offset === 0 ? [] : [['offset', offset]]),
    ...narrowing(filters),
    ...(cursor === undefined ? [] : [['after', digest(cursor)]]),
  ]
    .map((member) => member.join('.'))
    .join('~');
}

/** The part of a cache key that tells one count from the others: `contacts`, `contacts~stage.lead`. */
export function countKey(table: string, { filters }: Pick<ListRequest, 'filters'>): string {
  return [table, ...narrowing(filters).map((member) => member.join('.'))].join('~');
}

/**
 * The request that {@link pageKey} made `key` of.
 *
 * @param allowed Sorts and filters that the list has.
 * @returns undefined for a page behind a cursor, which its digest does not tell, and for what no request makes
 */
export function requestOfPage(
  key: string,
  allowed: { readonly sorts: readonly string[]; readonly filters: readonly string[] },
): ListRequest | undefined {
  const members = new Map(key.split('~').map((member) => split(member)));
  const { sort = '', limit, offset, ...filters } = Object.fromEntries(members);
  const request = { sort, limit: Number(limit), offset: Number(offset ?? 0), search: '', filters };
  const isKnown =
    allowed.sorts.includes(sort.replace(/^-/, '')) &&
    Object.keys(filters).every((name) => allowed.filters.includes(name));
  const isInRange = request.limit >= 1 && request.limit <= pageLimit.max;
  return isKnown && isInRange && pageKey(request) === key ? request : undefined;
}

function narrowing(filters: ListRequest['filters']): readonly (readonly [string, string])[] {
  return Object.entries(filters)
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function split(member: string): readonly [string, string] {
  const at = member.indexOf('.');
  return [member.slice(0, at), member.slice(at + 1)];
}

function digest(cursor: string): string {
  return createHash('sha256').update(cursor).digest('base64url');
}
