'use client';

import { useEffect, useState } from 'react';

/** How often it is looked whether another second is over, in ms. */
const tickMs = 250;

/**
 * Whole seconds until `problem` lets itself be tried again, counting down to 0 from when it was first given;
 * 0 when it names no time. Another problem starts anew.
 */
export function useCountdown(problem: { readonly retryAfterMs?: number } | undefined): number {
  const [passed, setPassed] = useState({ problem, ms: 0 });
  const waitMs = problem?.retryAfterMs ?? 0;
  useEffect(() => {
    if (waitMs === 0) return;
    const startedAtMs = Date.now();
    const timer = setInterval(() => {
      const ms = Date.now() - startedAtMs;
      setPassed({ problem, ms });
      if (ms >= waitMs) clearInterval(timer);
    }, tickMs);
    return () => clearInterval(timer);
  }, [problem, waitMs]);
  const passedMs = passed.problem === problem ? passed.ms : 0;
  return Math.max(0, Math.ceil((waitMs - passedMs) / 1_000));
}
