import type { Metadata } from 'next';
import Link from 'next/link';

import { outcomeOf } from '../../../../../../api/server-api.ts';
import { requireWorkspace } from '../../../../../../session/require-workspace.ts';
import { TraceView } from '../../../../../../traces/trace-view.tsx';
import { tracesPath } from '../../../../../../traces/traces-path.ts';
import { UnknownTrace } from '../../../../../../traces/unknown-trace.tsx';
import { buttonLook } from '../../../../../../ui/button-look.ts';
import { Icon } from '../../../../../../ui/icon.tsx';
import { PageHeader } from '../../../../../../ui/page-header.tsx';
import { ProblemCard } from '../../../../../../ui/problem-card.tsx';

export const metadata: Metadata = { title: 'Trace' };

/** One trace, as the API remembers it. */
export default async function TracePage(props: {
  params: Promise<{ workspace: string; id: string }>;
}) {
  const { workspace: workspaceId, id } = await props.params;
  const { workspace, api } = await requireWorkspace(workspaceId);
  const found = await outcomeOf(
    api.GET('/api/operations/traces/{traceId}', { params: { path: { traceId: id } } }),
  );
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
      {found.ok ? (
        <TraceView trace={found.value} />
      ) : (
        <div className="p-4 md:p-5">
          {/* An id that the API calls malformed names no trace either. */}
          {found.problem.status === 404 || found.problem.status === 400 ? (
            <UnknownTrace id={id} />
          ) : (
            <ProblemCard problem={found.problem} />
          )}
        </div>
      )}
    </>
  );
}
