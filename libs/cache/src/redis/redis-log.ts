import { chunks } from './chunks.ts';
import {
  isAfter,
  type InvalidationBatch,
  type LogEntry,
  type LogPage,
  type LogPosition,
  type PatternStep,
  type SharedStore,
} from '../shared-store.ts';

/** What an entry says was invalidated. A process that knows of no patterns takes an entry with some for one of another. */
export function writeNames(
  keys: readonly string[],
  tags: readonly string[],
  patterns: readonly string[] = [],
): string {
  return JSON.stringify(patterns.length > 0 ? [keys, tags, patterns] : [keys, tags]);
}

/** One entry of the log, and the tags that are given its stamp. */
export interface NewEntry {
  readonly keys: readonly string[];
  readonly tags: readonly string[];
  /** {@link tags}, and the buckets of those keys that end. */
  readonly stamped: readonly string[];
  /** Buckets of what is written, which carries their stamp already. */
  readonly written: readonly string[];
}

/**
 * The entries for a batch, at least one. Each key stands in one with its bucket: a process that hears of the key and
 * reads it again must not find the bucket as it was.
 *
 * @param maxStamped the most tags and buckets of one entry
 */
export function entriesOf(
  { keys, tags, expire, write }: InvalidationBatch,
  bucketOf: SharedStore['bucketOf'],
  maxStamped: number,
): readonly NewEntry[] {
  const ended = write ? [...keys, write.key] : keys;
  const stale = expire.map(({ key }) => key);
  const alone = bucketOf ? stale : [...stale, ...ended];
  const marked = [
    ...(bucketOf ? ended.map((key) => ({ keys: [key], tags: [], stamped: bucketOf(key) })) : []),
    ...tags.map((tag) => ({ keys: [], tags: [tag], stamped: tag })),
  ];
  const parts = marked.length > 0 ? chunks(marked, maxStamped) : [[]];
  const bucket = write && bucketOf?.(write.key);
  return parts.map((some, n) => {
    const all = new Set(some.map(({ stamped }) => stamped));
    return {
      keys: [...(n === 0 ? alone : []), ...some.flatMap((each) => each.keys)],
      tags: some.flatMap((each) => each.tags),
      stamped: [...all].filter((tag) => tag !== bucket),
      written: bucket !== undefined && all.has(bucket) ? [bucket] : [],
    };
  });
}

/**
 * The entries that lie behind `position`.
 *
 * @param replies the entry at the position, where it is still there, and those behind it, as XRANGE answers
 * @param oldest the first entry of the log
 * @returns with a lost anchor also when an entry is not one of ours: nobody can tell what it invalidates
 */
export function readPage(
  replies: readonly unknown[],
  oldest: unknown,
  position: LogPosition,
): Omit<LogPage, 'serverMs'> {
  const [first, ...behind] = replies;
  const { id, stamp } = readPosition(first);
  if (id !== position.id || stamp !== position.stamp) {
    const isTrimmed = Array.isArray(oldest) && isAfter(String(oldest[0]), position.id);
    return { anchor: isTrimmed ? 'trimmed' : 'lost', entries: [] };
  }
  const entries = behind.map(readEntry);
  const known = entries.filter((entry) => entry !== undefined);
  if (known.length < entries.length) return { anchor: 'lost', entries: [] };
  return { anchor: 'present', entries: known };
}

/** Where an entry is, whatever it names. */
export function readPosition(reply: unknown): LogPosition {
  const [id, fields]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const stamp: unknown = Array.isArray(fields) ? fields[3] : undefined;
  return { id: String(id), stamp: String(stamp) };
}

/** One entry as XRANGE answers it; undefined for one that is not ours. */
function readEntry(reply: unknown): LogEntry | undefined {
  if (!Array.isArray(reply) || typeof reply[0] !== 'string' || !Array.isArray(reply[1])) return;
  const [id, [, origin, , stamp, , json]] = reply;
  const names = readNames(json);
  if (typeof origin !== 'string' || typeof stamp !== 'string' || !names) return;
  return { id, origin, stamp, ...names };
}

function readNames(json: unknown): Pick<LogEntry, 'keys' | 'tags' | 'patterns'> | undefined {
  try {
    const names: unknown = JSON.parse(String(json));
    if (!Array.isArray(names) || names.length < 2 || names.length > 3) return;
    const [keys, tags, patterns = []]: unknown[] = names;
    if (!isStrings(keys) || !isStrings(tags) || !isStrings(patterns)) return;
    return { keys, tags, patterns };
  } catch {
    return;
  }
}

/** What a step is written as, with its patterns; none of the three contains a space. */
export function writePatterns(patterns: readonly string[]): string {
  return patterns.join(' ');
}

/** A step as it is kept; undefined for what is none. */
export function readStep(held: unknown): PatternStep | undefined {
  const [from, to, ...patterns] = String(held).split(' ');
  return from && to && patterns[0] ? { from, to, patterns } : undefined;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
