import { forward } from '../../../../../api/forward.ts';
import { withWebProblems } from '../../../../../api/web-problem-answers.ts';
import { config } from '../../../../../config.ts';
import { currentWorkspace } from '../../../../../session/current-workspace.ts';

/** Where the request wants to go, as its address says. */
interface Target {
  readonly params: Promise<{ workspace: string; path: string[] }>;
}

const handle = withWebProblems(async (request: Request, { params }: Target) => {
  const { workspace: workspaceId, path } = await params;
  return forward(
    request,
    { workspaceId, path: path.join('/') },
    { apiUrl: config().apiUrl, workspace: await currentWorkspace(), fetch },
  );
});

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST };
