import type { Claim } from '@unite/gate';

import { attack } from './memory-attack.ts';

const mb = 2 ** 20;
const keys = 1_000_000;

/** What keys that nobody asks for again leave behind. */
export const claims: readonly Claim[] = [
  {
    id: 'memory',
    phase: '6.9',
    text: 'a million keys that are read once each leave the memory flat',
    target: { op: '<=', value: 1 },
    unit: 'MB',
    async measure() {
      const { grownBytes, warmBytes, rssBytes, entries, flights, stored } = await attack({
        keys,
        warmKeys: 100_000,
      });
      const isShown = stored > keys && entries <= 500 && flights === 0;
      return {
        value: isShown ? grownBytes / mb : Number.NaN,
        note: `heap and buffers from the 100,000th key to the 1,000,000th, 1 in 10 with a tag of its own, 1 in 100 invalidated, over a Redis of 64 MB that evicts; ${(warmBytes / mb).toFixed(1)} MB after the 100,000th, ${entries} values in memory, ${(rssBytes / mb).toFixed(0)} MB resident`,
      };
    },
  },
];
