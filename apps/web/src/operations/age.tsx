'use client';

import { useEffect, useState } from 'react';

import { durationText } from '../ui/quantity.ts';

/** Says how long ago something was, and goes on saying it. Before hydration it is "just now". */
export function Age({ ofMs }: { ofMs: number }) {
  const [nowMs, setNowMs] = useState(ofMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor((nowMs - ofMs) / 1_000);
  return seconds < 1 ? 'just now' : `${durationText(seconds * 1_000)} ago`;
}
