import {
  getDefaultCurrentScope,
  getDefaultIsolationScope,
  setAsyncContextStrategy,
  Scope,
} from '@sentry/core';

import { createContextSlot } from '../context/context-slot.ts';

interface Scopes {
  readonly scope: Scope;
  readonly isolationScope: Scope;
}

/** What follows asynchronous calls: scopes, or where they are to be copied from when somebody asks for them. */
interface Store {
  scopes: Scopes | undefined;
  readonly outer: Store | undefined;
}

const slot = createContextSlot<Store>();

function current(): Scopes {
  return scopesOf(slot.get());
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
  return slot.run({ scopes, outer: undefined }, work);
}

/**
 * Runs `work` in scopes of its own. A request without breadcrumbs and without an error pays for one
 * `AsyncLocalStorage.run` (0.3 µs) at most, instead of two copied scopes (4.4 µs).
 * @param owner what the context was begun for, if it was: then nothing new is entered
 */
export function isolate<Result>(work: () => Result, owner?: object): Result {
  const store = { scopes: undefined, outer: slot.get() };
  return owner !== undefined && slot.claim(owner, store) ? work() : slot.run(store, work);
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
