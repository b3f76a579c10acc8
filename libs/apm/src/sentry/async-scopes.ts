import { AsyncLocalStorage } from 'node:async_hooks';

import {
  getDefaultCurrentScope,
  getDefaultIsolationScope,
  setAsyncContextStrategy,
  type Scope,
} from '@sentry/core';

interface Scopes {
  readonly scope: Scope;
  readonly isolationScope: Scope;
}

const storage = new AsyncLocalStorage<Scopes>();

function current(): Scopes {
  return (
    storage.getStore() ?? {
      scope: getDefaultCurrentScope(),
      isolationScope: getDefaultIsolationScope(),
    }
  );
}

/**
 * Makes Sentry's scopes follow asynchronous calls, so that breadcrumbs and users of one request do not meet those
 * of another. It is what `@sentry/node` does, without what else comes with it.
 */
export function useAsyncScopes(): void {
  setAsyncContextStrategy({
    getCurrentScope: () => current().scope,
    getIsolationScope: () => current().isolationScope,
    withScope(work) {
      const scope = current().scope.clone();
      return storage.run({ ...current(), scope }, () => work(scope));
    },
    withSetScope: (scope, work) => storage.run({ ...current(), scope }, () => work(scope)),
    withIsolationScope(work) {
      const isolationScope = current().isolationScope.clone();
      const scope = current().scope.clone();
      return storage.run({ scope, isolationScope }, () => work(isolationScope));
    },
    withSetIsolationScope(isolationScope, work) {
      const scope = current().scope.clone();
      return storage.run({ scope, isolationScope }, () => work(isolationScope));
    },
  });
}
