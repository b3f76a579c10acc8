import type { Clock } from '../clock.ts';
import type { Beginning, Marks } from '../coherence/marks.ts';
import type { Counts } from '../counts.ts';
import { CacheError } from '../errors.ts';
import type { KeptValues } from '../memory/kept-values.ts';
import { userTag } from '../resolve-namespace.ts';
import type { LogPosition } from '../shared-store.ts';
import type { SharedTier } from '../shared-tier.ts';
import type { Flown, Takeoff } from './flight.ts';
import type { Gate } from './gate.ts';
import { staleLanding, type Landing } from './landing.ts';
import type { Lease, Leases } from './leases.ts';
import { callLoader, type Loaded } from './loader.ts';
import { isAnswered, type Answer, type Answered, type Plan, type Search } from './plan.ts';
import type { SharedValue, SharedValues } from './shared-values.ts';
import type { EndedLoad, StoreLoaded } from './store-loaded.ts';

/** Brings values of one namespace: from the shared server, else by a loader, and stores what that brought. */
export interface Loads<V> {
  /** Brings one value. */
  fly(plan: Plan<V>, takeoff: Takeoff<V>): Promise<Flown<V>>;
  /**
   * Lands what was found, where that is fresh, and nothing else has to be asked for: also without a flight, which costs
   * many reads together more than all else.
   *
   * @returns undefined where a flight has more to do
   */
  landFound(search: Search<V>, answer: Answer): Landing<V> | undefined;
}

/** What {@link createLoads} needs. */
export interface LoadsOptions<V> {
  readonly marks: Marks;
  readonly tier: SharedTier;
  /** Undefined where there is only memory. */
  readonly logPosition: () => LogPosition | undefined;
  readonly hasStore: boolean;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly counts: Counts;
  readonly ttlMs: number;
  readonly hardTimeoutMs: number;
  readonly onPartition: 'bypass' | 'serve-stale' | 'fail';
  readonly values: Pick<KeptValues<V>, 'keep' | 'isLive' | 'mayServeStale' | 'postpone'>;
  readonly sharedValues: SharedValues<V>;
  readonly leases: Leases;
  readonly storeLoaded: StoreLoaded<V>;
  /** Makes a value safe to hand out. */
  readonly protect: (value: V) => V;
}

/** How values of one namespace are brought: shared server, lease, loader, shared server. */
export function createLoads<V>(options: LoadsOptions<V>): Loads<V> {
  const { marks, tier, clock, counts, values, sharedValues, leases } = options;

  async function fly(plan: Plan<V>, takeoff: Takeoff<V>): Promise<Flown<V>> {
    const { prior } = plan;
    // What was read before an invalidation that this process has made since is of no use, its stamps neither.
    const isPrior = prior && !marks.isInvalidated([plan.name, ...plan.tags], prior.beginning);
    const answer = isPrior ? prior : await sharedValues.ask(plan, takeoff.beginning);
    const { beginning } = answer;
    const landing = landFound(plan, answer);
    if (landing) return { landing };
    const isReached = isAnswered(answer);
    const found = isReached ? await sharedValues.accept(plan, takeoff, answer) : undefined;
    if (found && found.freshMs > 0 && !plan.refresh) return land(plan, found);
    if (!isReached && options.hasStore && !values.isLive() && plan.refresh !== 'now') {
      if (options.onPartition === 'fail') throw cutOff();
      if (options.onPartition === 'serve-stale' && plan.stale?.isServable())
        return { landing: staleLanding(plan.stale.value, 'memory') };
    }
    if (found) takeoff.offerStale(staleLanding(found.value, 'shared'));
    if (!isReached || isHeldBack(plan, beginning)) return load(plan, takeoff, found, undefined);
    return loadAlone(plan, takeoff, answer, found);
  }

  /** Whether this process waits for the server to confirm that it forgot what the plan is about. */
  function isHeldBack(plan: Plan<V>, beginning: Beginning): boolean {
    return marks.isUnconfirmed([plan.name, ...plan.tags], beginning);
  }

  /** Loads what no other process is loading. */
  async function loadAlone(
    plan: Plan<V>,
    takeoff: Takeoff<V>,
    answer: Answered,
    found: SharedValue<V> | undefined,
  ): Promise<Flown<V>> {
    const { signal } = takeoff.controller;
    const taken = await leases.take({ ...plan, answer, isServed: found !== undefined, signal });
    if (taken === 'held' && found) {
      // Another process refreshes it: what was found is as new as it gets for now.
      if (found.freshMs > 0) return land(plan, found);
      return { landing: staleLanding(found.value, 'shared') };
    }
    if (taken === 'held' || !taken) return load(plan, takeoff, found, undefined);
    if ('token' in taken) return load(plan, takeoff, found, taken);
    const stored = await sharedValues.accept(plan, takeoff, taken);
    return stored ? land(plan, stored) : load(plan, takeoff, found, undefined);
  }

  function landFound(search: Search<V>, answer: Answer): Landing<V> | undefined {
    if (!isAnswered(answer) || search.refresh) return undefined;
    const found = sharedValues.acceptAtOnce(search, answer);
    return found && land(search, found).landing;
  }

  function land(search: Search<V>, found: SharedValue<V>): Flown<V> {
    keepFound(search, found);
    return { landing: { value: found.value, layer: 'shared', isStale: false } };
  }

  function keepFound({ name }: Search<V>, found: SharedValue<V>): void {
    const { tags, beginning, askedAtMs: atMs, freshMs: renewMs, graceMs, loadMs, bytes } = found;
    const freshMs = Math.min(renewMs, options.ttlMs);
    const lives = { name, tags, beginning, atMs, freshMs, renewMs, graceMs, loadMs, bytes };
    values.keep(found.value, lives);
  }

  async function load(
    plan: Plan<V>,
    takeoff: Takeoff<V>,
    found: SharedValue<V> | undefined,
    lease: Lease | undefined,
  ): Promise<Flown<V>> {
    const stale = found ?? plan.stale;
    const call = () => takeoff.run(() => countedCall(plan, takeoff, stale?.value));
    // The position in the log for tags that the load finds: what is appended behind it came after the load began.
    const position = options.logPosition();
    try {
      const isCrowded = options.hasStore && !tier.isAvailable;
      const loaded = await (isCrowded ? options.gate.run(call) : call());
      return arrive({ plan, takeoff, loaded, lease, position });
    } catch (error) {
      const store = () => leases.giveUp(plan.name, lease);
      const isUsable = found ? values.mayServeStale() : plan.stale?.isServable();
      if (!stale || !isUsable || takeoff.isAbandoned || takeoff.isOutdated()) {
        void store();
        throw error;
      }
      if (found) keepFound(plan, found);
      values.postpone(plan.name);
      return { landing: staleLanding(stale.value, found ? 'shared' : 'memory'), store };
    }
  }

  async function countedCall(
    { loader }: Plan<V>,
    takeoff: Takeoff<V>,
    stale: V | undefined,
  ): Promise<Loaded<V>> {
    const { controller } = takeoff;
    controller.signal.throwIfAborted();
    const { hardTimeoutMs } = options;
    const onTags = (tags: readonly string[]) => takeoff.depend(tags.map(userTag));
    const beganAtMs = clock.monotonicMs();
    try {
      return await callLoader({ loader, stale, controller, hardTimeoutMs, clock, onTags });
    } catch (error) {
      if (!takeoff.isAbandoned) counts.loadFailures += 1;
      throw error;
    } finally {
      counts.loads += 1;
      counts.loadMs += clock.monotonicMs() - beganAtMs;
    }
  }

  function arrive(ended: EndedLoad<V>): Flown<V> {
    const { plan, takeoff, loaded, lease } = ended;
    if (loaded.value === undefined) {
      // V does not contain undefined where the loader keeps to its type: it is handed on as it came.
      return {
        landing: { value: loaded.value as V, layer: 'loader', isStale: false },
        store: () => leases.giveUp(plan.name, lease),
      };
    }
    const value = options.protect(loaded.value);
    return {
      landing: { value, layer: 'loader', isStale: takeoff.isOutdated() },
      store: () => options.storeLoaded({ ...ended, loaded: { ...loaded, value } }),
    };
  }

  return { fly, landFound };
}

function cutOff(): CacheError {
  return new CacheError(
    'CACHE_UNAVAILABLE',
    'the shared server does not answer, and the namespace is told to fail then (onPartition)',
  );
}
