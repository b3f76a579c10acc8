import type { Precondition } from './etag.ts';

/** What a list asks for. */
export interface ListRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly offset?: number | undefined;
  readonly search: string;
  /** A sort name of the kind, with `-` for its reverse. */
  readonly sort: string;
  /** Exact values that narrow the list, by the kind's filter name; undefined ones do not narrow. */
  readonly filters: Readonly<Record<string, string | undefined>>;
}

/** One page of a list. */
export interface Page<Resource> {
  items: Resource[];
  nextCursor: string | null;
}

/** The members of a resource that its record keeps. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/**
 * The records of one kind in every workspace: listed by page, changed only by who has seen the
 * current version, deleted so that it can be undone.
 *
 * Every method works inside one workspace; an id of another workspace does not exist there.
 */
export interface Records<Resource extends Versioned, Draft, Changes> {
  /** @throws {Problem} `validation` when the cursor belongs to another query or is combined with an offset. */
  list(workspaceId: string, request: ListRequest): Promise<Page<Resource>>;
  /** How many records the list has over all pages. */
  count(workspaceId: string, request: Pick<ListRequest, 'search' | 'filters'>): Promise<number>;
  /** @throws {Problem} `not-found` */
  read(workspaceId: string, id: string): Promise<Resource>;
  create(workspaceId: string, draft: Draft): Promise<Resource>;
  /** @throws {Problem} `not-found`, `precondition-failed` */
  update(
    workspaceId: string,
    id: string,
    expected: Precondition,
    changes: Changes,
  ): Promise<Resource>;
  /** Hides the record; `restore` brings it back for 30 days. @throws {Problem} `not-found`, `precondition-failed` */
  remove(workspaceId: string, id: string, expected: Precondition): Promise<void>;
  /** Undoes `remove`; what is not deleted stays as it is. @throws {Problem} `not-found` */
  restore(workspaceId: string, id: string): Promise<Resource>;
}
