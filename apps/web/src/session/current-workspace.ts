import { cookies } from 'next/headers';

import { config, type WorkspaceAccess } from '../config.ts';
import { sessionCookieName } from './session-cookie.ts';
import { tokenWorkspace } from './session-workspace.ts';

/** The workspace that the caller of this request is signed in to, with its key; undefined when signed out. */
export async function currentWorkspace(): Promise<WorkspaceAccess | undefined> {
  const token = (await cookies()).get(sessionCookieName)?.value;
  return token === undefined ? undefined : tokenWorkspace(token, config());
}
