import {
  type Cache,
  type EntityId,
  type InvalidationNames,
  type Namespace,
  isCacheError,
  jsonCodec,
} from '@unite/cache';
import type { Committing, Outbox } from '@unite/cache/postgres';
import { isProblem } from '@unite/problem-details';
import { validate as isUuid } from 'uuid';

import { outboxTransaction } from '../cache/outbox-transaction.ts';
import type { WorkspaceKeys } from '../cache/workspace-keys.ts';
import { isConnectionSound } from '../db/database-errors.ts';
import { problems } from '../problems.ts';
import type { BeforeCommit, JoinedWrite } from './joined-write.ts';
import { countKey, pageKey, requestOfPage } from './page-key.ts';
import type { RecordWritten, StoredRecords } from './record-store.ts';
import type { ListRequest, Page, Records, Versioned } from './records.ts';

/** What may be out of date when something else has changed. */
export type CachedEntity = 'contact' | 'campaign' | 'workspaceCounts';

/** A change of a record changes how many there are; which those are, its workspace tells. */
export const cachedEntities = {
  contact: { dependents: { workspaceCounts: workspaceOf } },
  campaign: { dependents: { workspaceCounts: workspaceOf } },
  workspaceCounts: {},
} as const;

function workspaceOf(_id: EntityId, { workspace }: Readonly<Record<string, unknown>>): string[] {
  return [String(workspace)];
}

/** What the keys of counts are made of. */
export const countsTemplate = 'workspace:{workspace}:{list}';

/** How many records lists have over all their pages. */
export type Counts = Namespace<typeof countsTemplate, number>;

/** What one kind of record is cached as. */
export interface CachedKind {
  /** Namespace of its pages. */
  readonly plural: string;
  /** Namespace of single records, and the entity that they are. */
  readonly singular: 'contact' | 'campaign';
  readonly sorts: readonly string[];
  readonly filters: readonly string[];
}

/** Records that are read from the database only when they are not cached. */
export interface CachedRecords<Resource extends Versioned, Draft, Changes> extends Records<
  Resource,
  Draft,
  Changes
> {
  /** For what writes a workspace's records by another way: ends all that is cached of them. */
  readonly joinedWrite: JoinedWrite;
  readonly keys: readonly WorkspaceKeys[];
  /**
   * Brings the popular pages of all workspaces into memory, now and before they die. Disposing of what it returns ends
   * that.
   */
  keepWarm(): Disposable;
}

const minuteMs = 60_000;

/** Fresh in memory, and in Redis, in milliseconds. */
const lives = { ttlMs: 5 * minuteMs, sharedTtlMs: 15 * minuteMs } as const;

/** Longer than the database may take: its own time limits tell better what is wrong. */
const hardTimeoutMs = 30_000;

/** Pages that are kept warm: few at once, so that people are served first. */
const warming = { popular: 50, concurrency: 4, budgetMs: 2_000, everyMs: minuteMs } as const;

/** What the caches of all kinds of record are made with. */
export interface CachedRecordsParts {
  readonly cache: Cache<CachedEntity>;
  readonly counts: Counts;
  readonly outbox: Pick<Outbox, 'invalidateOnCommit'>;
}

/** A namespace for the counts of all kinds. */
export function openCounts(cache: Cache<CachedEntity>): Counts {
  return cache.namespace('counts', {
    key: countsTemplate,
    codec: jsonCodec<number>(),
    ...lives,
    hardTimeoutMs,
    entities: ({ workspace }) => ({ workspaceCounts: String(workspace) }),
  });
}

/**
 * Puts a cache before `records`: pages under `{plural}:workspace:{workspace}:{page}`, single records under
 * `{singular}:workspace:{workspace}:{id}`.
 *
 * What a write makes out of date is put in the outbox by its transaction, and ended as soon as that is committed. Once
 * the write has returned, this process reads nothing older, and every other process stops within the cache's
 * `maxStalenessMs`; when this process dies before, as soon as another one has looked into the outbox. Searches are not
 * cached, as hardly anybody repeats one; neither is any error.
 */
export function cacheRecords<Resource extends Versioned, Draft, Changes>(
  records: StoredRecords<Resource, Draft, Changes>,
  kind: CachedKind,
  { cache, counts, outbox }: CachedRecordsParts,
): CachedRecords<Resource, Draft, Changes> {
  const { plural, singular } = kind;
  const pages = cache.namespace(plural, {
    key: 'workspace:{workspace}:{page}',
    codec: jsonCodec<Page<Resource>>(),
    ...lives,
    hardTimeoutMs,
    maxEntries: 100,
    dependsOn: [singular],
  });
  const single = cache.namespace(singular, {
    key: 'workspace:{workspace}:{id}',
    codec: jsonCodec<Resource>(),
    ...lives,
    hardTimeoutMs,
    entities: ({ id }) => ({ [singular]: String(id) }),
  });

  /** Runs a write whose transaction tells what it has changed, and ends what that makes out of date. */
  async function ending<T, Changed extends readonly unknown[]>(
    namesOf: (...changed: Changed) => readonly InvalidationNames[],
    write: (beforeCommit: BeforeCommit<Changed>) => Promise<T>,
  ): Promise<T> {
    const committing: Committing[] = [];
    const ended = () => Promise.all(committing.map(({ send }) => send()));
    let result;
    try {
      result = await write(async (trx, ...changed) => {
        const names = namesOf(...changed);
        committing.push(await outbox.invalidateOnCommit(outboxTransaction(trx), ...names));
      });
    } catch (error) {
      // Without a verdict, as when the connection broke, it may have been committed.
      if (!isRolledBack(error)) await ended();
      throw error;
    }
    await ended();
    return result;
  }

  const written = <T>(workspace: string, write: (beforeCommit: RecordWritten) => Promise<T>) =>
    ending((id) => [cache.planInvalidation(singular, id, { workspace })], write);

  return {
    list: (workspace, request) =>
      isCacheable(request)
        ? inTime(
            pages.get({ workspace, page: pageKey(request) }, () =>
              records.list(workspace, request),
            ),
          )
        : records.list(workspace, request),
    count: (workspace, request) =>
      request.search === ''
        ? inTime(
            counts.get({ workspace, list: countKey(plural, request) }, () =>
              records.count(workspace, request),
            ),
          )
        : records.count(workspace, request),
    read: (workspace, id) =>
      // What is no id is nobody's, and no key.
      isUuid(id)
        ? inTime(single.get({ workspace, id: canonical(id) }, () => records.read(workspace, id)))
        : records.read(workspace, id),
    create: (workspace, draft) =>
      written(workspace, (beforeCommit) => records.create(workspace, draft, beforeCommit)),
    update: (workspace, id, expected, changes) =>
      written(workspace, (beforeCommit) =>
        records.update(workspace, id, expected, changes, beforeCommit),
      ),
    remove: (workspace, id, expected) =>
      written(workspace, (beforeCommit) => records.remove(workspace, id, expected, beforeCommit)),
    restore: (workspace, id) =>
      written(workspace, (beforeCommit) => records.restore(workspace, id, beforeCommit)),
    joinedWrite: (workspace, write) =>
      ending(
        () => [
          pages.names.prefix({ workspace }),
          single.names.prefix({ workspace }),
          cache.planInvalidation('workspaceCounts', workspace, { workspace }),
        ],
        write,
      ),
    keys: [
      {
        namespace: plural,
        explain: (workspace, page) => pages.explain({ workspace, page }),
        popular: async (workspace, limit) =>
          (await pages.popular(limit, { workspace })).map(({ key, reads }) => ({
            key: String(key.page),
            reads,
          })),
      },
      {
        namespace: singular,
        explain: (workspace, id) => single.explain({ workspace, id }),
        popular: async (workspace, limit) =>
          (await single.popular(limit, { workspace })).map(({ key, reads }) => ({
            key: String(key.id),
            reads,
          })),
      },
    ],
    keepWarm: () =>
      pages.keepWarm({
        ...warming,
        isLoadable: ({ page }) => requestOfPage(String(page), kind) !== undefined,
        load: ({ workspace, page }) => {
          const request = requestOfPage(String(page), kind);
          if (request === undefined) throw new RangeError('isLoadable has let it pass');
          return records.list(String(workspace), request);
        },
      }),
  };
}

/** The keys of counts, for the operations page. */
export function countKeys(counts: Counts): WorkspaceKeys {
  return {
    namespace: 'counts',
    explain: (workspace, list) => counts.explain({ workspace, list }),
    popular: async (workspace, limit) =>
      (await counts.popular(limit, { workspace })).map(({ key, reads }) => ({
        key: String(key.list),
        reads,
      })),
  };
}

/** A cursor beside an offset is a fault, which only the list itself tells. */
function isCacheable({ search, cursor, offset }: ListRequest): boolean {
  return search === '' && (cursor === undefined || offset === undefined);
}

/** Whether a write that failed with `error` has certainly changed nothing. */
function isRolledBack(error: unknown): boolean {
  return isProblem(error) || isConnectionSound(error);
}

/** The database takes a UUID in any case; a key that is written in two ways is two keys. */
function canonical(id: string): string {
  return id.toLowerCase();
}

/** @throws {Problem} `timeout` for a load that took too long, whoever had begun it */
async function inTime<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (isCacheError(error, 'CACHE_LOAD_TIMEOUT')) throw problems.timeout({ cause: error });
    throw error;
  }
}
