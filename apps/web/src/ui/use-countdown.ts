'use client';

import { useEffect, useState } from 'react';

/**
 * Whole seconds until `untilMs` (epoch ms), counting down to 0; 0 when it is undefined or past.
 */
export function useCountdown(untilMs: number | undefined): number {
  const [nowMs, setNowMs] = useState(0);
  useEffect(() => {
    if (untilMs === undefined) return;
    const tick = () => {
      setNowMs(Date.now());
      if (Date.now() >= untilMs) clearInterval(timer);
    };
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [untilMs]);
  if (untilMs === undefined) return 0;
  // Before the first tick nothing is known of the time: the whole second that is asked for is not over.
  return Math.max(nowMs === 0 ? 1 : 0, Math.ceil((untilMs - nowMs) / 1_000) || 0);
}
