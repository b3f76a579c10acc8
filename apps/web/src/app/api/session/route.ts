import { webProblems } from '../../../api/web-problems.ts';
import { withWebProblems } from '../../../api/web-problem-answers.ts';
import { config } from '../../../config.ts';
import { isSameOrigin } from '../../../security/same-origin.ts';
import { sessionCookie, sessionLifetimeMs } from '../../../session/session-cookie.ts';
import { signSession } from '../../../session/session-token.ts';

function redirect(location: string, cookie: string): Response {
  return new Response(null, { status: 303, headers: { location, 'set-cookie': cookie } });
}

async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (cause) {
    throw webProblems.malformedBody({ cause });
  }
}

/**
 * Starts a session for the workspace that the form names, or ends it when it names none. A plain form
 * post, so that it works before any script has run.
 */
export const POST = withWebProblems(async (request: Request) => {
  if (!isSameOrigin(request.headers)) return webProblems.foreignOrigin();
  const chosen = (await readForm(request)).get('workspace');
  const secure = (request.headers.get('x-forwarded-proto') ?? 'http') === 'https';
  const { workspaces, sessionSecret } = config();
  const workspace = workspaces.find(({ id }) => id === chosen);
  if (workspace === undefined) return redirect('/', sessionCookie('', { secure }));
  const session = { workspaceId: workspace.id, expiresAtMs: Date.now() + sessionLifetimeMs };
  return redirect(
    `/w/${workspace.id}/contacts`,
    sessionCookie(signSession(session, sessionSecret), { secure }),
  );
});
