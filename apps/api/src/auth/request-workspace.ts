declare module 'fastify' {
  interface FastifyRequest {
    /** Id of the workspace that the request's API key belongs to; empty on routes without a key. */
    workspaceId: string;
  }
}

/** What `request.workspaceId` is before the key is checked. */
export const noWorkspace = '';
