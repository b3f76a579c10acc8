import { percentile, median, type Claim } from '@unite/gate';

import { measurePropagation } from './propagation-run.ts';

const times = 2000;

/** How soon other processes know. */
export const claims: readonly Claim[] = [
  {
    id: 'propagation',
    phase: '6.9',
    text: 'in 99 of 100 cases another process serves nothing old 20 ms after an invalidation was called',
    target: { op: '<', value: 20 },
    unit: 'ms',
    async measure() {
      const tookMs = await measurePropagation({ times });
      const slow = await measurePropagation({ times: 20, delayMs: 30 });
      const isShown = median(slow) > 30;
      const note = `${times} invalidations of one process, from the call to where another one would not serve the value any more; median ${median(tookMs).toFixed(2)} ms, longest ${Math.max(...tookMs).toFixed(1)} ms, on loopback; over a connection that holds packets back by 30 ms the median is ${median(slow).toFixed(0)} ms`;
      return { value: isShown ? percentile(tookMs, 0.99) : Number.NaN, note };
    },
  },
];
