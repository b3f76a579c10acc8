import Link from 'next/link';

import { buttonLook } from '../../../ui/button-look.ts';
import { PageProblem } from '../../../ui/page-problem.tsx';

/** What the address names is not in this workspace. */
export default function WorkspaceNotFound() {
  return (
    <PageProblem
      title="Not in this workspace"
      // A page that was not found is not told its parameters; the start page knows the workspace.
      actions={
        <Link {...buttonLook({ variant: 'primary' })} href="/" prefetch={false}>
          Back to the start
        </Link>
      }
    >
      It may have been deleted, or it belongs to another workspace.
    </PageProblem>
  );
}
