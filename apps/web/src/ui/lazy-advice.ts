'use client';

import { lazy } from 'react';

/** What to do about a problem, and its trace. While the server is away it cannot be loaded, and is nothing. */
export const LazyAdvice = lazy(() =>
  import('./problem-advice.tsx').catch(() => ({ default: () => null })),
);
