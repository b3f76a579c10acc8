/**
 * What an invalidation ends, as text: to be kept, and given to {@link Cache.invalidate} later, by this process or by
 * another one that has the same namespaces. It survives JSON.
 */
export interface InvalidationNames {
  /** Names of values. */
  readonly keys?: readonly string[];
  /** Names of all that is ended together: prefixes, tags, a namespace, the whole cache. */
  readonly tags?: readonly string[];
  /** Names of values in which `*` stands for any text of a part. */
  readonly patterns?: readonly string[];
}

/** All of `names` as one. */
export function joinNames(names: readonly InvalidationNames[]): Required<InvalidationNames> {
  const all = (pick: (each: InvalidationNames) => readonly string[] | undefined) => [
    ...new Set(names.flatMap((each) => pick(each) ?? [])),
  ];
  return {
    keys: all(({ keys }) => keys),
    tags: all(({ tags }) => tags),
    patterns: all(({ patterns }) => patterns),
  };
}
