'use client';

import type { Problem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { useCountdown } from './use-countdown.ts';

/** Tries again, once the time is over that `problem` asks to wait. */
export function RetryButton({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const seconds = useCountdown(problem);
  return (
    <Button
      size="sm"
      icon="refresh"
      aria-disabled={seconds > 0}
      onClick={seconds > 0 ? undefined : onRetry}
    >
      {seconds > 0 ? `Try again in ${seconds} s` : 'Try again'}
    </Button>
  );
}
