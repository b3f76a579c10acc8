import type { Metadata } from 'next';

import { outcomeOf } from '../../../../api/server-api.ts';
import { campaignListQuery } from '../../../../campaigns/campaigns-api.ts';
import { CampaignsView } from '../../../../campaigns/campaigns-view.tsx';
import { readDayStyle } from '../../../../contacts/read-day-style.ts';
import { requireWorkspace } from '../../../../session/require-workspace.ts';
import { sectionPath } from '../../../../shell/sections.ts';

export const metadata: Metadata = { title: 'Campaigns' };

/** The campaigns of a workspace. */
export default async function CampaignsPage(props: { params: Promise<{ workspace: string }> }) {
  const { workspace, api } = await requireWorkspace((await props.params).workspace);
  const [first, days] = await Promise.all([
    outcomeOf(api.GET('/api/campaigns', { params: { query: campaignListQuery } })),
    readDayStyle(api),
  ]);
  const [latest] = first.ok ? first.value.items : [];
  return (
    <CampaignsView
      // A list that changed on the server, e.g. by an undo after leaving a campaign, begins afresh.
      key={first.ok ? `${first.value.items.length} ${latest?.id} ${latest?.version}` : 'problem'}
      workspaceId={workspace.id}
      listHref={sectionPath(workspace.id, 'campaigns')}
      first={first}
      days={days}
    />
  );
}
