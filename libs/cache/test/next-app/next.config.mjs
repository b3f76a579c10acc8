import { join } from 'node:path';

const workspaceRoot = join(import.meta.dirname, '../../../..');

export default {
  cacheComponents: true,
  partialPrefetching: true,
  cacheHandlers: { default: join(import.meta.dirname, 'cache-handler.ts') },
  outputFileTracingRoot: workspaceRoot,
  turbopack: { root: workspaceRoot },
};
