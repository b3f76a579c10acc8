import { AsyncResource, createHook, executionAsyncResource } from 'node:async_hooks';
import { promiseHooks } from 'node:v8';
import type { PoolKind } from './pool.ts';

/** What is told of the turns of this thread's event loop. */
export interface TurnEvents<Owner> {
  /** Whose code runs in the current async context. */
  owner(): Owner;
  /** Code begins to run in the current async context, nested in other code or not. */
  begin(): void;
  /** Code has ended; `outermost` when the event loop itself had called it. */
  end(outermost: boolean): void;
  /** Code of `owner` has given a task to libuv's thread pool, in the turn that still runs or just before it ended. */
  poolQueued(id: number, kind: PoolKind, owner: Owner): void;
  /** That task's callback begins to run, in the same context. */
  poolDone(id: number, kind: PoolKind): void;
}

/** Types of async resources that are one task of the thread pool. */
const poolTasks: ReadonlyMap<string, PoolKind> = new Map([
  ...kinds('fs', 'FSREQCALLBACK FSREQPROMISE FILEHANDLECLOSEREQ'),
  ...kinds('dns', 'GETADDRINFOREQWRAP GETNAMEINFOREQWRAP'),
  ...kinds(
    'crypto',
    'ARGON2REQUEST CHECKPRIMEREQUEST CIPHERREQUEST DERIVEBITSREQUEST HASHREQUEST KEYEXPORTREQUEST ' +
      'KEYGENREQUEST KEYPAIRGENREQUEST PBKDF2REQUEST RANDOMBYTESREQUEST RANDOMPRIMEREQUEST ' +
      'SCRYPTREQUEST SIGNREQUEST VERIFYREQUEST',
  ),
]);

/** A compression stream: one resource with a task per chunk, of which only the end is seen. */
const poolStream = 'ZLIB';

const entering = Symbol.for('@unite/apm.entering');
// The one place per thread where copies of this package meet, whichever realm they are loaded in.
const thread = AsyncResource as { [entering]?: boolean };

/** A crypto job, which gets a callback after it was made if it is for the pool: without, the thread does it itself. */
interface UnsureTask<Owner> {
  readonly id: number;
  readonly job: object;
  readonly owner: Owner;
}

/**
 * Watches this thread's turns until the function that it returns is called.
 *
 * Promise continuations are watched by V8's own hooks: `createHook` would give each promise an id, which
 * costs more. Both are called in the async context that the code will run in, with one exception: an
 * `AsyncResource` enters its context after its `before` hooks, so `begin` is told within it. Entering it tells
 * every watcher's hooks again; the mark that one of them enters is the thread's, so that no other follows it in:
 * without it, n watchers would enter n! times.
 */
export function watchTurns<Owner>(events: TurnEvents<Owner>): () => void {
  const streams = new WeakSet<object>();
  const tasks = new Map<number, PoolKind>();
  let depth = 0;
  let unsure: UnsureTask<Owner> | undefined;

  const queue = (id: number, kind: PoolKind, owner: Owner): void => {
    tasks.set(id, kind);
    events.poolQueued(id, kind, owner);
  };
  // Only then is the pool told: a random id is made in less time than the pool takes to read the processor's clock,
  // and what it kept of 50,000 of them were 30 MB of garbage in V8's old space.
  const ascertain = (): void => {
    if (unsure === undefined) return;
    const { id, job, owner } = unsure;
    unsure = undefined;
    if ('ondone' in job && typeof job.ondone === 'function') queue(id, 'crypto', owner);
  };
  const enter = (resource: AsyncResource): void => {
    thread[entering] = true;
    try {
      // A subclass may have a `runInAsyncScope` of its own, which would do more than enter.
      AsyncResource.prototype.runInAsyncScope.call(resource, events.begin);
    } finally {
      thread[entering] = false;
    }
  };
  const end = (): void => {
    ascertain();
    // An uncaught error can end more turns than have begun since the hooks were enabled.
    depth = Math.max(0, depth - 1);
    events.end(depth === 0);
  };
  const callbacks = {
    init(id: number, type: string, _trigger: number, resource: object) {
      if (type === poolStream) streams.add(resource);
      const kind = poolTasks.get(type);
      if (kind === undefined) return;
      ascertain();
      const owner = events.owner();
      if (kind === 'crypto') unsure = { id, job: resource, owner };
      else queue(id, kind, owner);
    },
    before(id: number) {
      if (thread[entering]) return;
      ascertain();
      depth += 1;
      const resource = executionAsyncResource();
      if (resource instanceof AsyncResource) enter(resource);
      else events.begin();
      const kind = tasks.size > 0 ? tasks.get(id) : undefined;
      if (kind !== undefined) {
        tasks.delete(id);
        events.poolDone(id, kind);
      } else if (streams.has(resource)) {
        events.poolDone(id, 'zlib');
      }
    },
    after() {
      if (!thread[entering]) end();
    },
    // Node's types do not know it yet.
    trackPromises: false,
  };
  const hook = createHook(callbacks).enable();
  const stopBefore = promiseHooks.onBefore(() => {
    ascertain();
    depth += 1;
    events.begin();
  });
  const stopAfter = promiseHooks.onAfter(end);
  return () => {
    hook.disable();
    stopBefore();
    stopAfter();
  };
}

function kinds(kind: PoolKind, types: string): readonly (readonly [string, PoolKind])[] {
  return types.split(' ').map((type) => [type, kind]);
}
