import type { Random } from '../random.ts';
import { anyLease, payloadHeader } from '../shared-store.ts';
import type { SharedTier } from '../shared-tier.ts';
import { createPopularity, type Popularity, type PopularName } from './popularity.ts';

/** Which names of a namespace are read most, in all processes, also before this one was started. */
export interface PopularNames {
  /** One read. Costs a few nanoseconds: one of several reads is counted. */
  record(name: string): void;
  /**
   * The most popular of those that are wanted, most popular first, of all processes as of their last {@link save} and of
   * this one until now.
   */
  top(limit: number, isWanted?: (name: string) => boolean): Promise<readonly PopularName[]>;
  /**
   * Adds what was recorded here since the last time to what the shared server has.
   *
   * @returns false when the server did not answer, or another process saved meanwhile; nothing is lost, save again
   */
  save(): Promise<boolean>;
}

/** What {@link createPopularNames} needs. */
export interface PopularNamesOptions {
  /** Of the namespace. */
  readonly name: string;
  readonly tier: SharedTier;
  readonly random: Random;
}

/** How long the shared server remembers what nobody has read since: a week. */
const rememberMs = 7 * 24 * 3_600_000;
const leaseMs = 5000;

/** Nothing recorded yet. */
export function createPopularNames({ name, tier, random }: PopularNamesOptions): PopularNames {
  // No name of a value begins so.
  const key = `~popular:${name}`;
  const recent = createPopularity({ random });

  async function stored(): Promise<Popularity | undefined> {
    const state = await tier.ask((store) => store.read({ key, tags: [] }));
    if (!state) return undefined;
    const popularity = createPopularity({ random });
    popularity.merge(parse(state.payload));
    return popularity;
  }

  return {
    record: recent.record,
    async top(limit, isWanted = () => true) {
      const all = (await stored()) ?? createPopularity({ random });
      all.merge(recent.toJSON());
      return all
        .top(all.size)
        .filter(({ name }) => isWanted(name))
        .slice(0, limit);
    },
    async save() {
      if (recent.total === 0) return true;
      const token = random.token();
      const request = { key, stamps: [], token, leaseMs, isRefresh: true, over: anyLease };
      // Before reading, so that of two processes that read the same only the later one can store.
      if (!(await tier.ask((store) => store.lease(request)))) return false;
      const all = await stored();
      if (!all) return false;
      const saved = recent.toJSON();
      all.merge(saved);
      recent.clear();
      const payload = payloadHeader([]) + JSON.stringify(all.toJSON());
      const isStored = await tier.ask((store) => store.fill(key, token, payload, rememberMs));
      if (isStored !== true) recent.merge(saved);
      return isStored === true;
    },
  };
}

function parse(payload: string | undefined): unknown {
  try {
    return JSON.parse(payload?.slice(payloadHeader([]).length) ?? 'null');
  } catch {
    return undefined;
  }
}
