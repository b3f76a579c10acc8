import type { Metadata } from 'next';

import { buttonLook } from '../ui/button-look.ts';
import { PageProblem } from '../ui/page-problem.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** No page has this address. */
export default function NotFound() {
  return (
    <main id="main" className="grid min-h-dvh">
      <PageProblem
        title="There is nothing here"
        actions={
          // A plain link: this page belongs to every route, and the router's link would weigh 3 KB on each.
          // eslint-disable-next-line @next/next/no-html-link-for-pages
          <a {...buttonLook({ variant: 'primary' })} href="/">
            Choose a workspace
          </a>
        }
      >
        The address is not one of this app, or what it named was removed.
      </PageProblem>
    </main>
  );
}
