import { AsyncResource, createHook, executionAsyncResource } from 'node:async_hooks';
import { promiseHooks } from 'node:v8';

/** What is told of the turns of this thread's event loop. */
export interface TurnEvents {
  /** Code begins to run in the current async context, nested in other code or not. */
  begin(): void;
  /** Code has ended; `outermost` when the event loop itself had called it. */
  end(outermost: boolean): void;
  /** A task was given to libuv's thread pool in the current async context. */
  poolQueued(id: number): void;
  /** That task's callback begins to run, in the same context. */
  poolDone(id: number): void;
}

/** Types of async resources that are one task of the thread pool. */
const poolTasks = new Set([
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'FILEHANDLECLOSEREQ',
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'ARGON2REQUEST',
  'CHECKPRIMEREQUEST',
  'CIPHERREQUEST',
  'DERIVEBITSREQUEST',
  'HASHREQUEST',
  'KEYEXPORTREQUEST',
  'KEYGENREQUEST',
  'KEYPAIRGENREQUEST',
  'PBKDF2REQUEST',
  'RANDOMBYTESREQUEST',
  'RANDOMPRIMEREQUEST',
  'SCRYPTREQUEST',
  'SIGNREQUEST',
  'VERIFYREQUEST',
]);

/** A compression stream: one resource with a task per chunk, of which only the end is seen. */
const poolStream = 'ZLIB';

/**
 * Watches this thread's turns until the function that it returns is called.
 *
 * Promise continuations are watched by V8's own hooks: `createHook` would give each promise an id, which
 * costs more. Both are called in the async context that the code will run in, with one exception: an
 * `AsyncResource` enters its context after its `before` hooks, so `begin` is told within it.
 */
export function watchTurns(events: TurnEvents): () => void {
  const streams = new WeakSet<object>();
  const tasks = new Set<number>();
  let depth = 0;
  let entering = false;

  const enter = (resource: AsyncResource): void => {
    entering = true;
    // A subclass may have a `runInAsyncScope` of its own, which would do more than enter.
    AsyncResource.prototype.runInAsyncScope.call(resource, events.begin);
    entering = false;
  };
  const end = (): void => {
    // An uncaught error can end more turns than have begun since the hooks were enabled.
    depth = Math.max(0, depth - 1);
    events.end(depth === 0);
  };
  const callbacks = {
    init(id: number, type: string, _trigger: number, resource: object) {
      if (type === poolStream) streams.add(resource);
      else if (poolTasks.has(type)) {
        tasks.add(id);
        events.poolQueued(id);
      }
    },
    before(id: number) {
      if (entering) return;
      depth += 1;
      const resource = executionAsyncResource();
      if (resource instanceof AsyncResource) enter(resource);
      else events.begin();
      if (tasks.delete(id) || streams.has(resource)) events.poolDone(id);
    },
    after() {
      if (!entering) end();
    },
    // Node's types do not know it yet.
    trackPromises: false,
  };
  const hook = createHook(callbacks).enable();
  const stopBefore = promiseHooks.onBefore(() => {
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
