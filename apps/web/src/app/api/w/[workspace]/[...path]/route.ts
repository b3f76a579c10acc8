import { forward } from '../../../../../api/forward.ts';
import { config } from '../../../../../config.ts';
import { currentWorkspace } from '../../../../../session/current-workspace.ts';

async function handle(
  request: Request,
  { params }: { params: Promise<{ workspace: string; path: string[] }> },
): Promise<Response> {
  const { workspace: workspaceId, path } = await params;
  return forward(
    request,
    { workspaceId, path: path.join('/') },
    {
      apiUrl: config().apiUrl,
      workspace: await currentWorkspace(),
      fetch,
      newId: () => crypto.randomUUID(),
    },
  );
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST };
