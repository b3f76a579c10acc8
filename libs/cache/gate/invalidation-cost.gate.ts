import { median, spread, type Claim } from '@unite/gate';

import { measureCascade, measureTags } from './invalidation-cost.ts';

const nodes = 10_000;
const entries = 100_000;

/** What an invalidation costs, however much it ends. */
export const claims: readonly Claim[] = [
  {
    id: 'cascade',
    phase: '6.9',
    text: 'the change of an entity ends what 10,000 entities are in, confirmed by Redis, within 50 ms',
    target: { op: '<', value: 50 },
    unit: 'ms',
    async measure() {
      const { tookMs, reached } = await measureCascade({ nodes, rounds: 40 });
      return {
        value: reached === nodes ? median(tookMs) : Number.NaN,
        samples: tookMs,
        spread: spread(tookMs),
        note: `median of ${tookMs.length}, from the call to the confirmation; ${reached} entities`,
      };
    },
  },
  {
    id: 'tags',
    phase: '6.9',
    text: 'a tag of 100,000 values is ended as quickly as a tag of one, within 20 %',
    target: { op: '<=', value: 20 },
    unit: '%',
    async measure() {
      const { one, many, before, after } = await measureTags({ entries, rounds: 30 });
      const byKey = await measureTags({ entries: 1000, rounds: 3, byKey: true });
      const factor = median(byKey.many) / median(byKey.one);
      const isShown = before === entries && after === 0 && factor > 1.2;
      return {
        value: isShown ? 100 * Math.abs(median(many) / median(one) - 1) : Number.NaN,
        samples: many,
        spread: spread(many, 2),
        note: `difference of the medians of ${one.length} rounds: ${median(one).toFixed(3)} ms for one and ${median(many).toFixed(3)} ms for ${entries} in memory and Redis, confirmed by Redis; by key, 1,000 take ${factor.toFixed(0)} times as long as one tag`,
      };
    },
  },
];
