'use client';

import Link from 'next/link';
import { useParams } from 'next/navigation';

import { sectionPath } from '../../../shell/sections.ts';
import { buttonLook } from '../../../ui/button.tsx';
import { PageProblem } from '../../../ui/page-problem.tsx';

/** What the address names is not in this workspace. */
export default function WorkspaceNotFound() {
  const { workspace } = useParams<{ workspace: string }>();
  return (
    <PageProblem
      title="Not in this workspace"
      actions={
        <Link
          {...buttonLook({ variant: 'primary' })}
          href={sectionPath(workspace, 'contacts')}
          prefetch={false}
        >
          All contacts
        </Link>
      }
    >
      It may have been deleted, or it belongs to another workspace.
    </PageProblem>
  );
}
