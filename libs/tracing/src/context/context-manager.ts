import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { createContextSlot } from '@unite/apm/context';

/** OpenTelemetry's context, beside what `@unite/apm` keeps of a request: together they are entered once. */
export const activeContexts = createContextSlot<Context>(Symbol.for('@unite/tracing.context@1'));

/**
 * OpenTelemetry's context manager over the one store of `@unite/apm/context`. Of its base it has how emitters are
 * bound; the storage there stays empty.
 */
export class SharedContextManager extends AsyncLocalStorageContextManager {
  override active(): Context {
    return activeContexts.get() ?? ROOT_CONTEXT;
  }

  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return activeContexts.run(context, () => Reflect.apply(fn, thisArg, args));
  }
}
