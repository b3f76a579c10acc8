import { type Problem, fieldError } from '@unite/problem-details';
import { type Kysely, type RawBuilder, type Transaction, sql } from 'kysely';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';

import type { Clock } from '../clock.ts';
import type { Database } from '../db/schema.ts';
import { withWorkspace } from '../db/workspace-scope.ts';
import { problems } from '../problems.ts';
import { type CursorScope, type Position, decodeCursor, encodeCursor } from './cursor.ts';
import { type Precondition, meets } from './etag.ts';
import type { BeforeCommit } from './joined-write.ts';
import type { ListRequest, Page, Records, Versioned } from './records.ts';

/** The columns that every table of records has. */
export interface RecordRow {
  readonly id: string;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly deleted_at: Date | null;
}

/** A column that orders a list; it has no nulls and an index `(workspace_id, column, id)`. */
export interface SortColumn<Row> {
  readonly column: string & keyof Row;
  readonly type: 'text' | 'timestamptz';
}

/** Column values to be written. */
export type Columns = Readonly<Record<string, string | null>>;

/** What distinguishes one kind of record from another in the database. */
export interface RecordKind<Row extends RecordRow, Resource extends Versioned, Draft, Changes> {
  readonly table: 'contacts' | 'campaigns';
  readonly sorts: Readonly<Record<string, SortColumn<Row>>>;
  /** Column behind each filter of a list. */
  readonly filters: Readonly<Record<string, string & keyof Row>>;
  toResource(row: Row): Resource;
  columnsOfDraft(draft: Draft, scope: WorkspaceScope): Promise<Columns>;
  columnsOfChanges(changes: Changes, row: Row, scope: WorkspaceScope): Promise<Columns>;
  /** The problem that a failed write stands for, or null when it is not the caller's. */
  conflict(error: unknown): Problem | null;
}

/** One transaction inside one workspace. */
export interface WorkspaceScope {
  readonly trx: Transaction<Database>;
  readonly workspaceId: string;
}

/** Records whose writes something else can be committed with. */
export interface StoredRecords<Resource extends Versioned, Draft, Changes> extends Records<
  Resource,
  Draft,
  Changes
> {
  create(workspaceId: string, draft: Draft, beforeCommit?: RecordWritten): Promise<Resource>;
  update(
    workspaceId: string,
    id: string,
    expected: Precondition,
    changes: Changes,
    beforeCommit?: RecordWritten,
  ): Promise<Resource>;
  remove(
    workspaceId: string,
    id: string,
    expected: Precondition,
    beforeCommit?: RecordWritten,
  ): Promise<void>;
  restore(workspaceId: string, id: string, beforeCommit?: RecordWritten): Promise<Resource>;
}

/** Told of the record that a transaction has changed; not called where it has changed none. */
export type RecordWritten = BeforeCommit<readonly [id: string]>;

const toNobody: RecordWritten = async () => undefined;

/** Most words of a search that count; the rest is ignored. */
const maxSearchWords = 8;

/** Keeps the records of `kind` in PostgreSQL. */
export function createRecords<Row extends RecordRow, Resource extends Versioned, Draft, Changes>(
  db: Kysely<Database>,
  kind: RecordKind<Row, Resource, Draft, Changes>,
  { clock }: { readonly clock: Clock },
): StoredRecords<Resource, Draft, Changes> {
  const table = sql.table(kind.table);
  const now = (): Date => new Date(clock.now());

  /** The live row of that id, locked until the transaction ends, if its version is the expected one. */
  async function lock(
    { trx, workspaceId }: WorkspaceScope,
    id: string,
    expected: Precondition,
  ): Promise<Row> {
    const { rows } = await sql<Row>`
      select * from ${table}
      where workspace_id = ${workspaceId} and id = ${id} and deleted_at is null
      for update`.execute(trx);
    const [row] = rows;
    if (row === undefined) throw problems.notFound();
    if (!meets(expected, row.version)) throw problems.preconditionFailed();
    return row;
  }

  /** Writes the next version of a locked row. */
  async function write(
    { trx, workspaceId }: WorkspaceScope,
    row: Row,
    columns: Readonly<Record<string, string | Date | null>>,
    beforeCommit: RecordWritten,
  ): Promise<Row> {
    const assignments = Object.entries({ ...columns, updated_at: now() }).map(
      ([column, value]) => sql`${sql.ref(column)} = ${value}`,
    );
    const { rows } = await sql<Row>`
      update ${table} set version = version + 1, ${sql.join(assignments)}
      where workspace_id = ${workspaceId} and id = ${row.id}
      returning *`.execute(trx);
    await beforeCommit(trx, row.id);
    return only(rows);
  }

  /** Runs `fn` in the workspace; a breached constraint becomes the problem that the kind names. */
  async function inWorkspace<T>(
    workspaceId: string,
    fn: (scope: WorkspaceScope) => Promise<T>,
  ): Promise<T> {
    try {
      return await withWorkspace(db, workspaceId, (trx) => fn({ trx, workspaceId }));
    } catch (error) {
      throw kind.conflict(error) ?? error;
    }
  }

  return {
    list: (workspaceId, request) => {
      const query = listQuery(kind, workspaceId, request);
      return inWorkspace(workspaceId, async ({ trx }) => {
        const { rows } = await query.page.execute(trx);
        return query.cut(rows);
      });
    },

    count: (workspaceId, request) =>
      inWorkspace(workspaceId, async ({ trx }) => {
        const where = sql.join(narrowing(kind, workspaceId, request), sql` and `);
        const { rows } = await sql<{ total: string }>`
          select count(*) as total from ${table} where ${where}`.execute(trx);
        return Number(only(rows).total);
      }),

    read: async (workspaceId, id) => {
      assertUuid(id);
      return inWorkspace(workspaceId, async ({ trx }) => {
        const { rows } = await sql<Row>`
          select * from ${table}
          where workspace_id = ${workspaceId} and id = ${id} and deleted_at is null`.execute(trx);
        const [row] = rows;
        if (row === undefined) throw problems.notFound();
        return kind.toResource(row);
      });
    },

    create: (workspaceId, draft, beforeCommit = toNobody) =>
      inWorkspace(workspaceId, async (scope) => {
        const at = now();
        const columns = {
          workspace_id: workspaceId,
          id: uuidv7(),
          created_at: at,
          updated_at: at,
          ...(await kind.columnsOfDraft(draft, scope)),
        };
        const { rows } = await sql<Row>`
          insert into ${table} (${sql.join(Object.keys(columns).map((name) => sql.ref(name)))})
          values (${sql.join(Object.values(columns))})
          returning *`.execute(scope.trx);
        await beforeCommit(scope.trx, columns.id);
        return kind.toResource(only(rows));
      }),

    update: async (workspaceId, id, expected, changes, beforeCommit = toNobody) => {
      assertUuid(id);
      return inWorkspace(workspaceId, async (scope) => {
        const row = await lock(scope, id, expected);
        const columns = await kind.columnsOfChanges(changes, row, scope);
        return kind.toResource(await write(scope, row, columns, beforeCommit));
      });
    },

    remove: async (workspaceId, id, expected, beforeCommit = toNobody) => {
      assertUuid(id);
      return inWorkspace(workspaceId, async (scope) => {
        const row = await lock(scope, id, expected);
        await write(scope, row, { deleted_at: now() }, beforeCommit);
      });
    },

    restore: async (workspaceId, id, beforeCommit = toNobody) => {
      assertUuid(id);
      return inWorkspace(workspaceId, async (scope) => {
        const { rows } = await sql<Row>`
          select * from ${table}
          where workspace_id = ${workspaceId} and id = ${id}
          for update`.execute(scope.trx);
        const [row] = rows;
        if (row === undefined) throw problems.notFound();
        if (row.deleted_at === null) return kind.toResource(row);
        return kind.toResource(await write(scope, row, { deleted_at: null }, beforeCommit));
      });
    },
  };
}

interface ListQuery<Row, Resource> {
  readonly page: RawBuilder<Row>;
  /** Makes a page of the rows, of which one more than the limit was asked for. */
  cut(rows: readonly Row[]): Page<Resource>;
}

function listQuery<Row extends RecordRow, Resource extends Versioned>(
  kind: Pick<RecordKind<Row, Resource, never, never>, 'table' | 'sorts' | 'filters' | 'toResource'>,
  workspaceId: string,
  request: ListRequest,
): ListQuery<Row, Resource> {
  const table = sql.table(kind.table);
  const reversed = request.sort.startsWith('-');
  const sort = kind.sorts[reversed ? request.sort.slice(1) : request.sort];
  if (sort === undefined) throw new RangeError(`${kind.table} have no sort ${request.sort}`);
  const scope: CursorScope = {
    table: kind.table,
    sort: request.sort,
    search: request.search,
    filters: request.filters,
  };
  const after = position(scope, request, sort.type);

  const column = sql.ref(sort.column);
  const direction = sql.raw(reversed ? 'desc' : 'asc');
  const order = sql`${column} ${direction}, id ${direction}`;
  const where = sql.join(narrowing(kind, workspaceId, request), sql` and `);
  const start =
    after === null
      ? sql``
      : sql`and (${column}, id) ${sql.raw(reversed ? '<' : '>')}
          (${after.key}::${sql.raw(sort.type)}, ${after.id}::uuid)`;

  // The inner query needs nothing but the index, so skipping an offset touches no row of the table.
  const page = sql<Row>`
    select record.* from (
      select id from ${table} where ${where} ${start}
      order by ${order} limit ${request.limit + 1} offset ${request.offset ?? 0}
    ) as place
    join ${table} as record on record.workspace_id = ${workspaceId} and record.id = place.id
    order by record.${column} ${direction}, record.id ${direction}`;

  const cut = (rows: readonly Row[]): Page<Resource> => {
    const shown = rows.slice(0, request.limit);
    const last = rows.length > request.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => kind.toResource(row)),
      nextCursor:
        last === undefined
          ? null
          : encodeCursor(scope, { key: keyText(last[sort.column]), id: last.id }),
    };
  };
  return { page, cut };
}

/** What the rows of a list, over all its pages, have in common. */
function narrowing<Row>(
  kind: Pick<RecordKind<Row & RecordRow, never, never, never>, 'filters'>,
  workspaceId: string,
  { search, filters }: Pick<ListRequest, 'search' | 'filters'>,
): readonly RawBuilder<unknown>[] {
  return [
    sql`workspace_id = ${workspaceId}`,
    sql`deleted_at is null`,
    ...Object.entries(filters).flatMap(([name, value]) => {
      const column = kind.filters[name];
      return column === undefined || value === undefined
        ? []
        : [sql`${sql.ref(column)} = ${value}`];
    }),
    // Folded by the server in the collation of search_text, so that both sides agree.
    ...searchWords(search).map(
      (word) => sql`position(lower(${word}::text collate "und-x-icu") in search_text) > 0`,
    ),
  ];
}

function position(
  scope: CursorScope,
  { cursor, offset }: ListRequest,
  type: SortColumn<RecordRow>['type'],
): Position | null {
  if (cursor === undefined) return null;
  if (offset !== undefined)
    throw cursorFault('cursor_and_offset', 'Send cursor or offset, not both');
  const found = decodeCursor(scope, cursor);
  const sound = found !== null && (type === 'text' || !Number.isNaN(Date.parse(found.key)));
  if (!sound) {
    throw cursorFault('invalid_cursor', 'Belongs to another search, filter or sort, or to none');
  }
  return found;
}

function cursorFault(code: string, message: string): Problem {
  return problems.validation({ errors: [fieldError(['cursor'], 'query', code, message)] });
}

function searchWords(search: string): readonly string[] {
  return search.split(/\s+/).filter(Boolean).slice(0, maxSearchWords);
}

function keyText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

/** An id that is no UUID is nobody's. */
function assertUuid(id: string): void {
  if (!isUuid(id)) throw problems.notFound();
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('a statement that gives one row gave none');
  return row;
}
