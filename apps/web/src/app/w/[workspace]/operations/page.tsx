import type { Metadata } from 'next';

import { OperationsView } from '../../../../operations/operations-view.tsx';
import { readOperations } from '../../../../operations/read-operations.ts';
import { readTelemetry } from '../../../../operations/read-telemetry.ts';
import { requireWorkspace } from '../../../../session/require-workspace.ts';

export const metadata: Metadata = { title: 'Operations' };

/** The state of everything that the app runs on. */
export default async function OperationsPage(props: { params: Promise<{ workspace: string }> }) {
  const { workspace, api } = await requireWorkspace((await props.params).workspace);
  const [look, telemetry] = await Promise.all([readOperations(api), readTelemetry(api)]);
  return <OperationsView workspaceId={workspace.id} {...look} telemetry={telemetry} />;
}
