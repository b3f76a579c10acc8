import type { Metadata } from 'next';
import Link from 'next/link';

import { outcomeOf } from '../../../../../api/server-api.ts';
import { ImportFlow } from '../../../../../import/import-flow.tsx';
import { requireWorkspace } from '../../../../../session/require-workspace.ts';
import { sectionPath } from '../../../../../shell/sections.ts';
import { buttonLook } from '../../../../../ui/button-look.ts';
import { Icon } from '../../../../../ui/icon.tsx';
import { PageHeader } from '../../../../../ui/page-header.tsx';

export const metadata: Metadata = { title: 'Import contacts' };

/** Brings an address book into the workspace. */
export default async function ImportPage(props: { params: Promise<{ workspace: string }> }) {
  const { workspace, api } = await requireWorkspace((await props.params).workspace);
  const contactsHref = sectionPath(workspace.id, 'contacts');
  const settings = await outcomeOf(api.GET('/api/workspace'));
  // Without an answer the choice is the person's; the import itself will say that the API is away.
  const region = settings.ok ? settings.value.region : 'US';
  return (
    <>
      <PageHeader
        title="Import contacts"
        actions={
          <Link href={contactsHref} prefetch={false} {...buttonLook({ variant: 'ghost' })}>
            <Icon name="back" />
            Contacts
          </Link>
        }
      />
      <div className="mx-auto w-full max-w-3xl p-4 md:p-8">
        <ImportFlow workspaceId={workspace.id} region={region} contactsHref={contactsHref} />
      </div>
    </>
  );
}
