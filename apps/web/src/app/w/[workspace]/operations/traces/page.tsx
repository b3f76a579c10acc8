import type { Metadata } from 'next';
import Link from 'next/link';

import { outcomeOf } from '../../../../../api/server-api.ts';
import { requireWorkspace } from '../../../../../session/require-workspace.ts';
import { sectionPath } from '../../../../../shell/sections.ts';
import { TraceList } from '../../../../../traces/trace-list.tsx';
import { tracesPath } from '../../../../../traces/traces-path.ts';
import { buttonLook } from '../../../../../ui/button-look.ts';
import { Icon } from '../../../../../ui/icon.tsx';
import { PageHeader } from '../../../../../ui/page-header.tsx';
import { ProblemCard } from '../../../../../ui/problem-card.tsx';

export const metadata: Metadata = { title: 'Traces' };

/** The latest traces of a workspace. */
export default async function TracesPage(props: { params: Promise<{ workspace: string }> }) {
  const { workspace, api } = await requireWorkspace((await props.params).workspace);
  const traces = await outcomeOf(api.GET('/api/operations/traces'));
  return (
    <>
      <PageHeader
        title="Traces"
        note="what this workspace asked of the API lately"
        actions={
          <>
            <Link
              href={sectionPath(workspace.id, 'operations')}
              prefetch={false}
              {...buttonLook({ variant: 'ghost' })}
            >
              <Icon name="back" />
              Operations
            </Link>
            {/* A document of its own: the latest are asked for anew. */}
            <a href={tracesPath(workspace.id)} {...buttonLook({})}>
              Reload
            </a>
          </>
        }
      />
      <div className="grid grid-cols-1 gap-4 p-4 md:p-5">
        {traces.ok ? (
          <TraceList workspaceId={workspace.id} found={traces.value} />
        ) : (
          <ProblemCard problem={traces.problem} />
        )}
      </div>
    </>
  );
}
