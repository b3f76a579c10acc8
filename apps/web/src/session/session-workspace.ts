import type { WebConfig, WorkspaceAccess } from '../config.ts';
import { sessionCookieName } from './session-cookie.ts';
import { verifySession } from './session-token.ts';

type SessionConfig = Pick<WebConfig, 'workspaces' | 'sessionSecret'>;

/** The workspace that a session token names; undefined when it is not ours or is over. */
export function tokenWorkspace(
  token: string,
  { workspaces, sessionSecret }: SessionConfig,
): WorkspaceAccess | undefined {
  const session = verifySession(token, sessionSecret, Date.now());
  return workspaces.find((workspace) => workspace.id === session?.workspaceId);
}

/** The workspace of the session in a `Cookie` header (RFC 6265, section 4.2). */
export function sessionWorkspace(
  cookies: string | null,
  config: SessionConfig,
): WorkspaceAccess | undefined {
  for (const pair of cookies?.split('; ') ?? []) {
    const [name, token] = pair.split('=', 2);
    if (name === sessionCookieName && token) return tokenWorkspace(token, config);
  }
  return undefined;
}
