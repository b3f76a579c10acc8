import { checkNumber } from '../check-option.ts';
import type { Clock, Timer } from '../clock.ts';
import type { KeyOf, KeyTemplate, PrefixOf } from '../keys/key-template.ts';
import type { Loader } from '../loading/loader.ts';
import type { Reads } from '../loading/reads.ts';
import type { KeptValues } from '../memory/kept-values.ts';
import type { PopularKey } from '../namespace.ts';
import type { PopularNames } from './popular-names.ts';
import { warm, type WarmOptions, type WarmResult } from './warm.ts';

/** Warms one namespace, and knows what of it is popular. */
export interface NamespaceWarming<Template extends string, V> {
  /** Brings values into memory: those of `keys`, then the most popular ones. */
  warm(how: WarmOptions<Template, V>): Promise<WarmResult>;
  /** {@link warm} now and every `everyMs` milliseconds, until what it returns is disposed of. */
  keepWarm(how: WarmOptions<Template, V> & { readonly everyMs: number }): Disposable;
  /** The keys that are read most. */
  popular(limit: number, prefix?: PrefixOf<Template>): Promise<readonly PopularKey<Template>[]>;
}

/** What {@link createNamespaceWarming} needs. */
export interface NamespaceWarmingOptions<Template extends string, V> {
  readonly template: KeyTemplate<Template>;
  readonly nameOf: (key: KeyOf<Template>) => string;
  readonly popular: PopularNames;
  readonly values: Pick<KeptValues<V>, 'fresh'>;
  readonly reads: Pick<Reads<KeyOf<Template>, V>, 'read'>;
  readonly clock: Clock;
  readonly isClosed: () => boolean;
}

/** Nothing warmed yet. */
export function createNamespaceWarming<Template extends string, V>(
  options: NamespaceWarmingOptions<Template, V>,
): NamespaceWarming<Template, V> {
  const { template, nameOf, popular, values, reads, clock } = options;

  async function warmOnce(how: WarmOptions<Template, V>): Promise<WarmResult> {
    const named = how.keys ?? [];
    const most = how.popular ? await popularKeys(how.popular, how.isLoadable) : [];
    const byName = new Map([...named, ...most].map((key) => [nameOf(key), key]));
    return warm([...byName.values()], how, {
      clock,
      freshMs: (key) => {
        const entry = values.fresh(nameOf(key));
        return entry ? entry.freshUntilMs - clock.monotonicMs() : 0;
      },
      bring: (key, signal) => {
        const name = nameOf(key);
        const forceFresh = values.fresh(name) !== undefined;
        const loader: Loader<V> = (context) => how.load(key, context);
        // Not by `get`: what is warmed is not more popular for it.
        return reads.read({ name, key, loader }, { signal, forceFresh });
      },
    });
  }

  async function popularKeys(
    limit: number,
    isLoadable: (key: KeyOf<Template>) => boolean = () => true,
  ): Promise<readonly KeyOf<Template>[]> {
    const names = await popular.top(limit, (name) => {
      // A name of another template, from before it was changed, is no key.
      const key = template.partsOf(name);
      return key !== undefined && isLoadable(key);
    });
    return names.map(({ name }) => template.partsOf(name)).filter((key) => key !== undefined);
  }

  return {
    warm: warmOnce,
    keepWarm(how) {
      const everyMs = checkNumber('everyMs', how.everyMs, { min: 100, max: 2 ** 31 - 1 });
      const ending = new AbortController();
      const signal = how.signal ? AbortSignal.any([how.signal, ending.signal]) : ending.signal;
      let timer: Timer | undefined;
      // A key that cannot be one is told to the caller, not found out each time.
      for (const key of how.keys ?? []) nameOf(key);
      const run = async () => {
        await warmOnce({ ...how, signal, leastFreshMs: everyMs });
        await popular.save();
        if (!signal.aborted && !options.isClosed())
          timer = clock.setTimer(() => void run(), everyMs);
      };
      void run();
      return {
        [Symbol.dispose]() {
          ending.abort(new DOMException('no longer kept warm', 'AbortError'));
          timer?.cancel();
        },
      };
    },
    async popular(limit, prefix) {
      const begin = prefix && template.namesBegin(prefix);
      const names = await popular.top(
        limit,
        (name) =>
          template.partsOf(name) !== undefined && (begin === undefined || name.startsWith(begin)),
      );
      return names.flatMap(({ name, count: reads }) => {
        const key = template.partsOf(name);
        return key === undefined ? [] : [{ key, reads }];
      });
    },
  };
}
