import type { Metadata } from 'next';
import Link from 'next/link';

import type { Problem } from '../../../../../../api/problem.ts';
import { outcomeOf } from '../../../../../../api/server-api.ts';
import { requireWorkspace } from '../../../../../../session/require-workspace.ts';
import { serverTelemetry } from '../../../../../../telemetry/server-telemetry.ts';
import { joinTraces } from '../../../../../../traces/join-traces.ts';
import { TraceView } from '../../../../../../traces/trace-view.tsx';
import { tracesPath } from '../../../../../../traces/traces-path.ts';
import { UnknownTrace } from '../../../../../../traces/unknown-trace.tsx';
import { buttonLook } from '../../../../../../ui/button-look.ts';
import { Icon } from '../../../../../../ui/icon.tsx';
import { PageHeader } from '../../../../../../ui/page-header.tsx';
import { ProblemCard } from '../../../../../../ui/problem-card.tsx';

export const metadata: Metadata = { title: 'Trace' };

/** One trace, as the API and this web server remember it. */
export default async function TracePage(props: {
  params: Promise<{ workspace: string; id: string }>;
}) {
  const { workspace: workspaceId, id } = await props.params;
  const { workspace, api } = await requireWorkspace(workspaceId);
  const found = await outcomeOf(
    api.GET('/api/operations/traces/{traceId}', { params: { path: { traceId: id } } }),
  );
  const own = serverTelemetry().traces.find(id, workspace.id);
  const trace = joinTraces(found.ok ? found.value : undefined, own);
  return (
    <>
      <PageHeader
        title="Trace"
        actions={
          <Link
            href={tracesPath(workspace.id)}
            prefetch={false}
            {...buttonLook({ variant: 'ghost' })}
          >
            <Icon name="back" />
            Traces
          </Link>
        }
      />
      {trace === undefined ? null : <TraceView trace={trace} />}
      {found.ok || (trace !== undefined && isUnknown(found.problem)) ? null : (
        <div className="p-4 md:p-5">
          {isUnknown(found.problem) ? (
            <UnknownTrace id={id} />
          ) : (
            <ProblemCard problem={found.problem} />
          )}
        </div>
      )}
    </>
  );
}

/** An id that the API calls malformed names no trace either. */
function isUnknown({ status }: Problem): boolean {
  return status === 404 || status === 400;
}
