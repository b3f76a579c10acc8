import type { Metadata } from 'next';
import { notFound } from 'next/navigation';

import { outcomeOf } from '../../../../../api/server-api.ts';
import { CampaignEditor } from '../../../../../campaigns/campaign-editor.tsx';
import { requireWorkspace } from '../../../../../session/require-workspace.ts';
import { sectionPath } from '../../../../../shell/sections.ts';
import { PageHeader } from '../../../../../ui/page-header.tsx';
import { ProblemCard } from '../../../../../ui/problem-card.tsx';

export const metadata: Metadata = { title: 'Campaign' };

/** One campaign, to write it. */
export default async function CampaignPage(props: {
  params: Promise<{ workspace: string; id: string }>;
}) {
  const { workspace: workspaceId, id } = await props.params;
  const { workspace, api } = await requireWorkspace(workspaceId);
  const found = await outcomeOf(api.GET('/api/campaigns/{id}', { params: { path: { id } } }));
  if (found.ok) {
    return (
      <CampaignEditor
        // Another campaign, or this one after a change elsewhere, begins afresh.
        key={`${found.value.id} ${found.value.version}`}
        workspaceId={workspace.id}
        campaign={found.value}
        listHref={sectionPath(workspace.id, 'campaigns')}
      />
    );
  }
  // An id that is no id names nothing either.
  if (found.problem.status === 404 || found.problem.status === 400) notFound();
  return (
    <>
      <PageHeader title="Campaign" />
      <div className="p-4 md:p-5">
        <ProblemCard problem={found.problem} />
      </div>
    </>
  );
}
