import type { Metadata } from 'next';
import Link from 'next/link';

import { buttonLook } from '../ui/button.tsx';
import { PageProblem } from '../ui/page-problem.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** No page has this address. */
export default function NotFound() {
  return (
    <main id="main" className="grid min-h-dvh">
      <PageProblem
        title="There is nothing here"
        actions={
          <Link {...buttonLook({ variant: 'primary' })} href="/" prefetch={false}>
            Choose a workspace
          </Link>
        }
      >
        The address is not one of this app, or what it named was removed.
      </PageProblem>
    </main>
  );
}
