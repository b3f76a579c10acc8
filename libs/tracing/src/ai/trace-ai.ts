import { type Context, context } from '@opentelemetry/api';

import { type AiCall, type AiCallOptions, beginCall, inside } from './ai-call.ts';

/**
 * Makes one span of a call of an AI model, `{operation} {model}`, which is active while `work` runs, and the metrics
 * of it (semantic conventions for generative AI). What was asked and answered is not recorded.
 *
 * With `stream: true`, `work` gives the parts of the answer one by one, and so does what is returned: the call lasts
 * from when the first part is asked for until the last has come, an error has, or nobody reads on.
 *
 * @example const answer = await traceAi({ provider: 'openai', model }, async (call) => {
 *   const { text, usage } = await ask(prompt);
 *   call.setUsage(usage);
 *   return text;
 * });
 */
export function traceAi<Part>(
  options: AiCallOptions & { readonly stream: true },
  work: (call: AiCall) => AsyncIterable<Part>,
): AsyncGenerator<Part, void, void>;
export function traceAi<Result>(
  options: AiCallOptions & { readonly stream?: false },
  work: (call: AiCall) => PromiseLike<Result>,
): Promise<Result>;
export function traceAi<Value>(
  options: AiCallOptions & { readonly stream?: boolean },
  work: (call: AiCall) => AsyncIterable<Value> | PromiseLike<Value>,
): AsyncGenerator<Value, void, void> | Promise<Value> {
  const parent = context.active();
  // What `work` gives is what the overloads say.
  return options.stream === true
    ? streamed(options, parent, work as (call: AiCall) => AsyncIterable<Value>)
    : awaited(options, parent, work as (call: AiCall) => PromiseLike<Value>);
}

async function awaited<Result>(
  options: AiCallOptions,
  parent: Context,
  work: (call: AiCall) => PromiseLike<Result>,
): Promise<Result> {
  const call = beginCall(options, parent, false);
  try {
    const result = await inside(call, () => work(call));
    call.end();
    return result;
  } catch (error) {
    call.fail(error);
    throw error;
  }
}

/** Begins with the first part that is asked for: a stream that nobody reads is no call. */
async function* streamed<Part>(
  options: AiCallOptions,
  parent: Context,
  work: (call: AiCall) => AsyncIterable<Part>,
): AsyncGenerator<Part, void, void> {
  const call = beginCall(options, parent, true);
  let parts: AsyncIterator<Part> | undefined;
  let hasEnded = false;
  try {
    const iterator = inside(call, () => work(call)[Symbol.asyncIterator]());
    parts = iterator;
    for (;;) {
      const step = await inside(call, () => iterator.next());
      if (step.done === true) break;
      call.chunk();
      yield step.value;
    }
    hasEnded = true;
    call.end();
  } catch (error) {
    hasEnded = true;
    call.fail(error);
    throw error;
  } finally {
    // Whoever reads no further has the model stopped, too.
    if (!hasEnded) {
      await inside(call, () => parts?.return?.());
      call.abandon();
    }
  }
}
