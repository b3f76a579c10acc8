'use client';

import './globals.css';
import { useEffect } from 'react';

import { reportCaught } from '../telemetry/page-telemetry.ts';
import { buttonLook } from '../ui/button-look.ts';
import { PageProblem } from '../ui/page-problem.tsx';

/** Even the document around the pages failed to render. */
export default function GlobalError(props: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const { error, reset } = props;
  useEffect(() => reportCaught(error), [error]);
  return (
    <html lang="en">
      <body>
        <title>Unite-Hub</title>
        <main id="main" className="grid min-h-dvh">
          <PageProblem
            title="Unite-Hub could not be shown"
            actions={
              <button type="button" {...buttonLook({ variant: 'primary' })} onClick={reset}>
                Try again
              </button>
            }
          >
            Something failed on our side. Your data is safe.
          </PageProblem>
        </main>
      </body>
    </html>
  );
}
