import { assignContext } from '@unite/tracing';

import type { Api } from '../api-instance.ts';
import { problems } from '../problems.ts';
import type { ApiKeys } from './api-keys.ts';
import { noWorkspace } from './request-workspace.ts';

// RFC 6750 §2.1: the scheme is case-insensitive, the token is b64token.
const bearer = /^Bearer +([\w\-.~+/]+=*)$/i;

/**
 * Lets only requests with a working API key into the routes of `api`, before their bodies are read,
 * and gives each request its workspace.
 *
 * A missing, malformed, unknown and revoked key are answered alike.
 *
 * @param hashPrincipal makes of a key's id what the context of a request, and so each log line, tells of who asks;
 * with null it tells nothing
 */
export function requireKey(
  api: Api,
  keys: Pick<ApiKeys, 'principal'>,
  hashPrincipal: ((keyId: string) => string) | null,
): void {
  api.decorateRequest('workspaceId', noWorkspace);
  api.decorateRequest('keyId', noWorkspace);
  api.decorateRequest('workspaceTier', undefined);
  api.addHook('onRequest', async (request) => {
    const secret = bearer.exec(request.headers.authorization ?? '')?.[1];
    const principal = secret === undefined ? null : await keys.principal(secret);
    if (principal === null) throw problems.unauthorized();
    request.workspaceId = principal.workspaceId;
    request.keyId = principal.keyId;
    request.workspaceTier = principal.tier;
    const { workspaceId, keyId } = principal;
    assignContext({ workspaceId, ...(hashPrincipal && { principalHash: hashPrincipal(keyId) }) });
  });
}
