import type { InvalidationBatch, SharedStore } from '../shared-store.ts';
import { entriesOf, writeNames, writePatterns } from './redis-log.ts';
import type { RedisNames } from './redis-names.ts';
import * as scripts from './scripts.ts';

/** A script, and what it is given. */
export interface ScriptCall {
  readonly lua: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** What appends to the log. Each answers the id of its entry. */
export interface RedisAppends {
  /** One after the other. */
  ofBatch(batch: InvalidationBatch): readonly ScriptCall[];
  /** By `lua`, which has the arguments of the script that appends: an entry that invalidates `rootTag`. */
  ofRoot(lua: string, ...root: Parameters<SharedStore['head']>): ScriptCall;
}

/** What {@link redisAppends} needs. */
export interface RedisAppendsOptions {
  readonly names: RedisNames;
  readonly bucketOf: SharedStore['bucketOf'];
  readonly stampTtlMs: number;
  readonly maxLogEntries: number;
  /** So that no script keeps the server from others for long. */
  readonly maxKeysPerScript: number;
}

/** Appends to the log of one cache. */
export function redisAppends(options: RedisAppendsOptions): RedisAppends {
  const { names, bucketOf, maxKeysPerScript } = options;
  const bounds = [String(options.stampTtlMs), String(options.maxLogEntries)];

  return {
    /** More stamps than a script may have become more entries. */
    ofBatch(batch) {
      const { stamp, origin, matching = [] } = batch;
      const entries = entriesOf(batch, bucketOf, maxKeysPerScript - 1);
      return entries.map(({ keys, tags, stamped, written }, n) => {
        const steps = n === 0 ? matching : [];
        const patterns = steps.flatMap((step) => step.patterns);
        const entry = writeNames(keys, tags, patterns);
        const places = steps.flatMap(({ tag }) => [names.stamp(tag), names.steps(tag)]);
        return {
          lua: scripts.appendScript,
          keys: [names.log, ...places, ...[...stamped, ...written].map(names.stamp)],
          args: [
            ...[stamp, ...bounds, origin, entry, String(written.length)],
            ...steps.map((step) => writePatterns(step.patterns)),
          ],
        };
      });
    },
    ofRoot(lua, rootTag, origin, stamp) {
      const entry = writeNames([], [rootTag]);
      const args = [stamp, ...bounds, origin, entry, '0'];
      return { lua, keys: [names.log, names.stamp(rootTag)], args };
    },
  };
}
