import type { Metadata } from 'next';

import { CacheSection } from '../../../../operations/cache-section.tsx';
import { readCacheKey } from '../../../../operations/cache.ts';
import { OperationsView } from '../../../../operations/operations-view.tsx';
import { readCache } from '../../../../operations/read-cache.ts';
import { readOperations } from '../../../../operations/read-operations.ts';
import { readTelemetry } from '../../../../operations/read-telemetry.ts';
import { requireWorkspace } from '../../../../session/require-workspace.ts';

export const metadata: Metadata = { title: 'Operations' };

/** The state of everything that the app runs on. */
export default async function OperationsPage(props: {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { workspace, api } = await requireWorkspace((await props.params).workspace);
  const given = await props.searchParams;
  const asked = readCacheKey((name) => [given[name]].flat()[0]);
  const [look, telemetry, cache] = await Promise.all([
    readOperations(api),
    readTelemetry(api),
    readCache(api, asked),
  ]);
  return (
    <OperationsView workspaceId={workspace.id} {...look} telemetry={telemetry}>
      {/* Who is away altogether says so once, above. */}
      {look.first.ok || cache.cache?.ok ? (
        <CacheSection workspaceId={workspace.id} look={cache} asked={asked} />
      ) : null}
    </OperationsView>
  );
}
