import { redirect } from 'next/navigation';

import { createServerApi, type ServerApi } from '../api/server-api.ts';
import { config, type WorkspaceAccess } from '../config.ts';
import { currentWorkspace } from './current-workspace.ts';

/** The workspace of the page and the API with its key; sends whoever is not signed in to it to the start page. */
export async function requireWorkspace(
  workspaceId: string,
): Promise<{ workspace: WorkspaceAccess; api: ServerApi }> {
  const workspace = await currentWorkspace();
  if (workspace?.id !== workspaceId) redirect('/');
  return { workspace, api: createServerApi(workspace, config().apiUrl) };
}
