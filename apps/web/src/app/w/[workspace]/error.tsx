'use client';

import { Suspense, useEffect } from 'react';

import { reportCaught } from '../../../telemetry/page-telemetry.ts';
import { buttonLook } from '../../../ui/button-look.ts';
import { LazyAdvice } from '../../../ui/lazy-advice.ts';
import { PageProblem } from '../../../ui/page-problem.tsx';

/** A page of the workspace failed to render; the shell around it still works. */
export default function WorkspaceError(props: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const { error, reset } = props;
  useEffect(() => reportCaught(error), [error]);
  return (
    <PageProblem
      title="This page could not be shown"
      actions={
        <button type="button" {...buttonLook({ variant: 'primary' })} onClick={reset}>
          Try again
        </button>
      }
    >
      Something failed on our side. Your data is safe.
      {error.digest ? (
        <span className="mt-2 block text-xs">
          Reference <code className="font-mono text-ink-2">{error.digest}</code>
        </span>
      ) : null}
      <Suspense>
        <LazyAdvice />
      </Suspense>
    </PageProblem>
  );
}
