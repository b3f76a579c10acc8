/**
 * What a cache asks of the server that all processes share. Nothing is retried here and nothing is queued while the
 * server is away: the caller decides.
 *
 * Names are opaque: a *key* names one value, a *tag* names all that is invalidated together, and a *stamp* is the
 * random token of a tag's present generation. A generation ends when another token is written over it. Stamps are
 * only compared for equality, and one that the server lost (eviction, FLUSHALL, a restart without data) is replaced
 * by a new token: what was stamped before is out of date then and never becomes valid again.
 *
 * Beside the payload under a key lies a *lease*, the token of the one load that may fill it. Invalidating the key
 * removes both, so that a load which began before cannot be stored after ("Scaling Memcache at Facebook", NSDI 2013,
 * section 3.2.1).
 *
 * All stamps and the log of invalidations live in one place of the server (in Redis Cluster, one hash slot); values
 * may be anywhere.
 */
export interface SharedStore extends AsyncDisposable {
  /**
   * The tag that every value of `key` has to depend on beside its own, and that {@link invalidate} ends together with
   * the key: its stamp tells a value that came back with a server which had not heard of its end. Other keys may have
   * the same tag; their values are loaded anew then. Absent where a key and the log are of one server, which forgets
   * both or none.
   */
  readonly bucketOf?: ((key: string) => string) | undefined;

  /** What is under `key`, how long it stays, and the stamps of `tags`: one round trip. */
  read(request: ReadRequest): Promise<StoredState>;

  /** {@link read} for many: one round trip to each server that holds some of them. Answers in the order of the requests. */
  readMany(requests: readonly ReadRequest[]): Promise<readonly StoredState[]>;

  /** The stamps of `tags`, each without one having been given `newStamp` before, atomically. */
  stamp(tags: readonly string[], newStamp: string): Promise<readonly string[]>;

  /**
   * Atomically: where `key` holds a payload with exactly `stamps`, answers it, unless that is to be refreshed.
   * Otherwise puts the lease `token` beside it for `leaseMs`, unless another load holds one and `over` is not its
   * token.
   */
  lease(request: LeaseRequest): Promise<LeaseState>;

  /** Atomically: puts `payload` under `key` for `ttlMs`, and ends the lease, if that is still `token`. @returns whether it did */
  fill(key: string, token: string, payload: string, ttlMs: number): Promise<boolean>;

  /** Takes the lease `token` away if it still lies there, so that others need not wait for it. */
  release(key: string, token: string): Promise<void>;

  /**
   * Removes `keys` and their leases, shortens the life of each of `expire`, stores `write`, and when all servers have
   * answered, atomically: takes a {@link PatternStep} for each of `matching`, gives each tag, and the bucket of each key
   * that was removed or written, a new stamp, and appends one entry to the log, which names no buckets. When it rejects,
   * any part of that may have happened, also later, and twice.
   *
   * @returns where the entry is
   */
  invalidate(batch: InvalidationBatch): Promise<LogPosition>;

  /**
   * The steps that `tag` took from stamp to stamp, oldest first, at most the last {@link maxPatternSteps}. A stamp that
   * was written otherwise is the beginning of no step and the end of none.
   */
  patternSteps(tag: string): Promise<readonly PatternStep[]>;

  /** Where the newest entry of the log is. An empty log is begun, by an entry that invalidates `rootTag`. */
  head(rootTag: string, origin: string, stamp: string): Promise<LogPosition>;

  /** Appends an entry that invalidates `rootTag` to a log that lost its end: everybody is to begin anew. @returns where it is */
  restartLog(rootTag: string, origin: string, stamp: string): Promise<LogPosition>;

  /**
   * Waits up to `blockMs` for entries behind `position`, over a connection of its own, and then looks whether the
   * entry at `position` is still there. If so, nothing that was appended before the server answered is missing.
   * {@link head} and {@link restartLog} ask the same server, which may be another one than all the rest asks, while
   * one takes the place of another; a store that finds out answers `trimmed`, and refuses the rest meanwhile.
   */
  follow(position: LogPosition, blockMs: number): Promise<LogPage>;

  /** The stamps of `tags` and, read after them, the entries behind `position`. */
  stampsSince(tags: readonly string[], position: LogPosition): Promise<StampsSince>;
}

/** One value to read, with the tags that it depends on. */
export interface ReadRequest {
  readonly key: string;
  readonly tags: readonly string[];
}

/** What the server holds. */
export interface StoredState {
  /** The payload; undefined where there is none. */
  readonly payload: string | undefined;
  /** Milliseconds that the payload still stays, by the server's clock; 0 without a payload. */
  readonly leftMs: number;
  /** One for each tag that was asked for, in that order; undefined where the server has none. */
  readonly stamps: readonly (string | undefined)[];
}

/** A wish to load what is under `key`. */
export interface LeaseRequest {
  readonly key: string;
  /** Of the value's tags, read before: what a payload must carry to be worth more than a load. */
  readonly stamps: readonly string[];
  /** New and random. */
  readonly token: string;
  readonly leaseMs: number;
  /** Whether a payload with these stamps is no reason not to load. */
  readonly isRefresh: boolean;
  /** The lease of another load that has been waited for long enough; `any` for whatever lies there. */
  readonly over?: string;
}

/** The answer to a {@link LeaseRequest}: a payload, or who may load. */
export type LeaseState =
  | { readonly payload: string; readonly leftMs: number; readonly holder?: undefined }
  | { readonly holder: string; readonly payload?: undefined };

/** What is invalidated at once. */
export interface InvalidationBatch {
  /** Removed. */
  readonly keys: readonly string[];
  /** Their generation ends. */
  readonly tags: readonly string[];
  /** Their generation ends for the values whose key matches. Default none. */
  readonly matching?: readonly TagPatterns[];
  /** Stays for at most `graceMs` from now, which makes it stale. */
  readonly expire: readonly { readonly key: string; readonly graceMs: number }[];
  /**
   * An explicit value, stored if the lease `token` is still there. If not, an invalidation came after it, or the lease
   * was lost: what lies there is removed instead, with its lease.
   */
  readonly write?: StoredWrite;
  /** Who invalidates: a process skips its own entries. */
  readonly origin: string;
  /**
   * New and random: what tells this entry from another of the same id. With `write`, its token, and the next stamp of
   * the bucket of what is written. All other stamps are made of it by {@link stampOfRun}.
   */
  readonly stamp: string;
}

/** Patterns of the keys whose values are to end, among all that have the tag. */
export interface TagPatterns {
  readonly tag: string;
  readonly patterns: readonly string[];
}

/**
 * One invalidation by patterns: the tag got a new stamp, atomically, and what has the one of before is as good as what
 * has the new one, unless its key matches one of `patterns`.
 */
export interface PatternStep {
  readonly from: string;
  readonly to: string;
  readonly patterns: readonly string[];
}

/** The most steps that are kept of one tag. What was stored before them counts as invalidated. */
export const maxPatternSteps = 100;

/**
 * The stamp that tags and buckets get from the entry `id`. A client that was not answered may send a batch twice: with
 * the same stamp both times, the second run would bring back what another invalidation has ended in between.
 */
export function stampOfRun(stamp: string, id: string): string {
  return `${stamp}.${id}`;
}

/**
 * The stamp that the steps of the entry `id` write: not the one that its tags get, so that a step never leads to the
 * stamp of a generation that begins anew.
 */
export function stepOfRun(stamp: string, id: string): string {
  return `${stampOfRun(stamp, id)}_`;
}

/** An explicit value. */
export interface StoredWrite {
  readonly key: string;
  readonly token: string;
  /** It carries `token` as the stamp of the key's bucket, which the batch gives it. */
  readonly payload: string;
  readonly ttlMs: number;
}

/** The {@link LeaseRequest.over} of who does not wait. No token is that short. */
export const anyLease = 'any';

/** A place in the log: the id of an entry, and the stamp that it carries. */
export interface LogPosition {
  readonly id: string;
  readonly stamp: string;
}

/** One invalidation, as others see it. */
export interface LogEntry extends LogPosition {
  readonly origin: string;
  /** Names of values that were removed, made stale or written. */
  readonly keys: readonly string[];
  readonly tags: readonly string[];
  /** Patterns of names of values that were removed. */
  readonly patterns: readonly string[];
}

/** What {@link SharedStore.follow} saw. */
export interface LogPage {
  /**
   * What became of the entry at the position. `trimmed`: it is gone, and the oldest entry is younger. `lost`: it is
   * gone, or another one stands in its place, though older ones are there or none at all: the log lost its end.
   */
  readonly anchor: 'present' | 'trimmed' | 'lost';
  /** In the order of the log. */
  readonly entries: readonly LogEntry[];
  /** The server's clock when it answered, in milliseconds: the one by which the ids of entries begin. */
  readonly serverMs: number;
}

/** What {@link SharedStore.stampsSince} saw. */
export interface StampsSince extends Omit<LogPage, 'serverMs'> {
  readonly stamps: readonly (string | undefined)[];
}

/** Ends the stamps of a payload. No stamp contains it, or a comma: they are base64url, and the id of an entry. */
const separator = '|';

/** What every payload with exactly these stamps begins with. */
export function payloadHeader(stamps: readonly (string | undefined)[]): string {
  return `${stamps.join(',')}${separator}`;
}

/** The stamps that `payload` carries, and its body; undefined for what is no payload. */
export function openPayload(
  payload: string,
): { readonly stamps: readonly string[]; readonly body: string } | undefined {
  const end = payload.indexOf(separator);
  if (end < 0) return undefined;
  return { stamps: payload.slice(0, end).split(','), body: payload.slice(end + 1) };
}

/** The body of `payload` if it carries exactly `stamps`; undefined when one of its tags was invalidated since, or lost. */
export function bodyIfCurrent(
  payload: string,
  stamps: readonly (string | undefined)[],
): string | undefined {
  const header = payloadHeader(stamps);
  if (stamps.includes(undefined) || !payload.startsWith(header)) return undefined;
  return payload.slice(header.length);
}

/** Whether the entry `id` was appended after `other`: ids are two numbers, `milliseconds-sequence`. */
export function isAfter(id: string, other: string): boolean {
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && sequence > otherSequence);
}
