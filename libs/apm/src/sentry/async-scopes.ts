import { AsyncLocalStorage } from 'node:async_hooks';

import {
  getDefaultCurrentScope,
  getDefaultIsolationScope,
  setAsyncContextStrategy,
  Scope,
} from '@sentry/core';

interface Scopes {
  readonly scope: Scope;
  readonly isolationScope: Scope;
}

/** What follows asynchronous calls: scopes, or where they are to be copied from when somebody asks for them. */
interface Store {
  scopes: Scopes | undefined;
  readonly outer: Store | undefined;
}

const storage = new AsyncLocalStorage<Store>();

function current(): Scopes {
  return scopesOf(storage.getStore());
}

function scopesOf(store: Store | undefined): Scopes {
  if (store === undefined) {
    return { scope: getDefaultCurrentScope(), isolationScope: getDefaultIsolationScope() };
  }
  store.scopes ??= copyOf(scopesOf(store.outer));
  return store.scopes;
}

function copyOf({ scope, isolationScope }: Scopes): Scopes {
  return { scope: scope.clone(), isolationScope: isolationScope.clone() };
}

function run<Result>(scopes: Scopes, work: () => Result): Result {
  return storage.run({ scopes, outer: undefined }, work);
}

/**
 * Runs `work` in scopes of its own. A request without breadcrumbs and without an error pays for one
 * `AsyncLocalStorage.run` (0.3 µs) instead of two copied scopes (4.4 µs).
 */
export function isolate<Result>(work: () => Result): Result {
  return storage.run({ scopes: undefined, outer: storage.getStore() }, work);
}

/** Runs `work` in empty scopes: for what has nothing to do with the request that brought it. */
export function apart<Result>(work: () => Result): Result {
  return run({ scope: new Scope(), isolationScope: new Scope() }, work);
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
      return run({ ...current(), scope }, () => work(scope));
    },
    withSetScope: (scope, work) => run({ ...current(), scope }, () => work(scope)),
    withIsolationScope(work) {
      const scopes = copyOf(current());
      return run(scopes, () => work(scopes.isolationScope));
    },
    withSetIsolationScope(isolationScope, work) {
      const scope = current().scope.clone();
      return run({ scope, isolationScope }, () => work(isolationScope));
    },
  });
}
