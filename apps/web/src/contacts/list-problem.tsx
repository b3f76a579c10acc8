'use client';

import type { Problem } from '../api/problem.ts';
import { ProblemCard } from '../ui/problem-card.tsx';

/** Why the list could not be loaded, over what is left of it. */
export default function ListProblem(props: { problem: Problem; onRetry: () => void }) {
  return (
    <div className="p-(--page-x)">
      <ProblemCard problem={props.problem} onRetry={props.onRetry} />
    </div>
  );
}
