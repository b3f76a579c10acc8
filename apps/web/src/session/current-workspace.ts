import { cookies } from 'next/headers';

import { config, type WorkspaceAccess } from '../config.ts';
import { sessionCookieName } from './session-cookie.ts';
import { verifySession } from './session-token.ts';

/** The workspace that the caller of this request is signed in to, with its key; undefined when signed out. */
export async function currentWorkspace(): Promise<WorkspaceAccess | undefined> {
  const token = (await cookies()).get(sessionCookieName)?.value;
  if (token === undefined) return undefined;
  const { workspaces, sessionSecret } = config();
  const session = verifySession(token, sessionSecret, Date.now());
  return workspaces.find((workspace) => workspace.id === session?.workspaceId);
}
