'use client';

import { Button } from '../ui/button.tsx';
import { PageProblem } from '../ui/page-problem.tsx';

/** A page outside of a workspace failed to render. */
export default function AppError({ reset }: { error: Error; reset: () => void }) {
  return (
    <main id="main" className="grid min-h-dvh">
      <PageProblem
        title="This page could not be shown"
        actions={
          <Button variant="primary" icon="refresh" onClick={reset}>
            Try again
          </Button>
        }
      >
        Something failed on our side. Try again in a moment.
      </PageProblem>
    </main>
  );
}
