import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { type Problem, isProblem } from '@unite/problem-details';
import { type AiCall, type AiCost, traceAi } from '@unite/tracing';
import { APICallError, type LanguageModelUsage, streamText } from 'ai';

import { problems } from '../problems.ts';
import { draftInstructions, draftPrompt, splitDraft } from './draft-prompt.ts';
import type { DraftPart, DraftProvider } from './draft-provider.ts';
import type { DraftRequest, Usage } from './draft-schemas.ts';

/** An OpenAI-compatible provider. */
export interface OpenAiDraftProviderOptions {
  /** Address without `/chat/completions`. */
  readonly baseUrl: string;
  /** Null when the address wants none. */
  readonly apiKey: string | null;
  readonly model: string;
  /** Longest time for one draft, in milliseconds. Default 55000, below the limit of the route. */
  readonly timeoutMs?: number;
  /** Told what each finished draft has used, in the context of who asked. */
  readonly onUsage?: (usage: {
    readonly model: string;
    readonly input: number;
    readonly output: number;
  }) => void;
  /** What that costs, for its span; undefined where there is no price. */
  readonly costOf?: (usage: {
    readonly model: string;
    readonly input: number;
    readonly output: number;
  }) => AiCost | undefined;
}

/** Writes drafts with any provider that speaks OpenAI's chat completions. */
export function createOpenAiDraftProvider(options: OpenAiDraftProviderOptions): DraftProvider {
  const provider = createOpenAICompatible({
    name: 'drafts',
    baseURL: options.baseUrl,
    includeUsage: true,
    ...(options.apiKey === null ? {} : { apiKey: options.apiKey }),
  });
  const timeoutMs = options.timeoutMs ?? 55_000;

  const stream = (request: DraftRequest, signal: AbortSignal): AsyncGenerator<DraftPart> =>
    traceAi(
      {
        ...{ provider: 'openai', model: options.model, url: options.baseUrl, signal },
        stream: true,
        costOf: ({ inputTokens: input, outputTokens: output }) =>
          options.costOf?.({ model: options.model, input, output }),
      },
      (call) => written(request, signal, call),
    );

  async function* written(
    request: DraftRequest,
    callerSignal: AbortSignal,
    call: AiCall,
  ): AsyncGenerator<DraftPart> {
    const timeout = AbortSignal.timeout(timeoutMs);
    // Ends the provider's work also when the consumer stops reading in the middle.
    const abandoned = new AbortController();
    const result = streamText({
      model: provider.chatModel(options.model),
      instructions: draftInstructions,
      prompt: draftPrompt(request),
      // A person waits: better to say at once that it failed than to try for half a minute.
      maxRetries: 0,
      abortSignal: AbortSignal.any([callerSignal, timeout, abandoned.signal]),
      // The default prints to the console; the error comes out of the stream as well.
      onError: () => undefined,
    });
    try {
      for await (const part of result.fullStream) {
        if (part.type === 'text-delta') yield { type: 'text', text: part.text };
        if (part.type === 'error') throw part.error;
        if (part.type === 'abort') throw problems.timeout();
        if (part.type === 'finish-step') {
          const { id, modelId } = part.response;
          call.setResponse({ id, model: modelId, finishReasons: [part.finishReason] });
        }
        if (part.type === 'finish') {
          // A provider that hangs up in the middle leaves no reason why it stopped.
          if (part.finishReason !== 'stop' && part.finishReason !== 'length') {
            throw problems.aiFailed();
          }
          const usage = usageOf(part.totalUsage);
          const { inputTokens: input, outputTokens: output } = usage;
          call.setUsage(usage);
          options.onUsage?.({ model: options.model, input, output });
          yield { type: 'done', model: options.model, usage };
        }
      }
    } catch (error) {
      throw timeout.aborted ? problems.timeout({ cause: error }) : providerProblem(error);
    } finally {
      abandoned.abort();
    }
  }

  return {
    model: options.model,
    stream,
    draft: async (request, signal) => {
      let text = '';
      for await (const part of stream(request, signal)) {
        if (part.type === 'done')
          return { ...splitDraft(text), model: part.model, usage: part.usage };
        text += part.text;
      }
      throw problems.aiFailed();
    },
  };
}

/** Usage as far as the provider told it; what it left out counts as none. */
function usageOf({ inputTokens = 0, outputTokens = 0, totalTokens }: LanguageModelUsage): Usage {
  return { inputTokens, outputTokens, totalTokens: totalTokens ?? inputTokens + outputTokens };
}

/** The problem that a provider's failure is for our caller; its own words stay in the log. */
function providerProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  if (!APICallError.isInstance(error)) return problems.aiFailed({ cause: error });
  if (error.statusCode === undefined) return problems.aiUnavailable({ cause: error });
  if (error.statusCode === 429) {
    const named = Number(error.responseHeaders?.['retry-after']);
    return problems.aiRateLimited({
      ...(named > 0 ? { retryAfterMs: named * 1000 } : {}),
      cause: error,
    });
  }
  return problems.aiFailed({ cause: error });
}
