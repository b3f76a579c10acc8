import { createHash } from 'node:crypto';
import { validate as isUuid } from 'uuid';
import { z } from 'zod';

/** The place of a row in an ordered list: its sort key and, for equal keys, its id. */
export interface Position {
  /** Text, or an ISO instant. */
  readonly key: string;
  readonly id: string;
}

/** What a cursor is bound to: a list that is searched, filtered and ordered in one way. */
export interface CursorScope {
  readonly table: string;
  readonly sort: string;
  readonly search: string;
  readonly filters: Readonly<Record<string, string | undefined>>;
}

const cursorContent = z.tuple([z.string(), z.string(), z.string().refine(isUuid)]);

function fingerprint({ table, sort, search, filters }: CursorScope): string {
  const named = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([table, sort, search, named]))
    .digest('base64url')
    .slice(0, 11);
}

/** An opaque cursor to what follows `position`. */
export function encodeCursor(scope: CursorScope, { key, id }: Position): string {
  return Buffer.from(JSON.stringify([fingerprint(scope), key, id])).toString('base64url');
}

/** The position in a cursor, or null when it was not made for `scope` or not made by us at all. */
export function decodeCursor(scope: CursorScope, cursor: string): Position | null {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  const parsed = cursorContent.safeParse(content);
  if (!parsed.success) return null;
  const [bound, key, id] = parsed.data;
  return bound === fingerprint(scope) && !key.includes('\0') ? { key, id } : null;
}
