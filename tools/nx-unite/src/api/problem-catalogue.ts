/** A catalogue of problem types as `problems.api.json` keeps it. Other members are free. */
export interface ProblemCatalogue {
  readonly problems?: Readonly<
    Record<
      string,
      {
        readonly status?: number;
        /** Type of each extension member, in whatever JSON the catalogue writes it. */
        readonly extensions?: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

/** What in `current` would break a client of `released`: a removed type, another status or member type. */
export function brokenProblems(
  released: ProblemCatalogue,
  current: ProblemCatalogue,
): readonly string[] {
  return Object.entries(released.problems ?? {}).flatMap(([type, before]) => {
    const now = current.problems?.[type];
    if (now === undefined) return [`problem \`${type}\` was removed`];
    const status =
      now.status === before.status
        ? []
        : [`problem \`${type}\` changed its status from ${before.status} to ${now.status}`];
    const members = Object.entries(before.extensions ?? {})
      .filter(([member, kind]) => !sameJson(kind, now.extensions?.[member]))
      .map(([member]) => `problem \`${type}\` changed the type of its member \`${member}\``);
    return [...status, ...members];
  });
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, sorted(member)] as const); // a pair
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
