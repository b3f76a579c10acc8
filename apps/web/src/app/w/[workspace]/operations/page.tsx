import type { Metadata } from 'next';

import { outcomeOf } from '../../../../api/server-api.ts';
import { OperationsView } from '../../../../operations/operations-view.tsx';
import { requireWorkspace } from '../../../../session/require-workspace.ts';

export const metadata: Metadata = { title: 'Operations' };

/** The state of everything that the app runs on. */
export default async function OperationsPage(props: { params: Promise<{ workspace: string }> }) {
  const { workspace, api } = await requireWorkspace((await props.params).workspace);
  const first = await outcomeOf(api.GET('/api/operations'));
  return <OperationsView workspaceId={workspace.id} first={first} answeredAtMs={Date.now()} />;
}
