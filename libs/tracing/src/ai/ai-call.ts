import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions';
import { type Clock, systemClock } from '@unite/apm/delivery';

import { errorTypeOf } from '../instrumentation/error-type.ts';
import { aiMetrics } from './ai-metrics.ts';
import { genAi } from './gen-ai-names.ts';

/** Options of `traceAi`. */
export interface AiCallOptions {
  /** Who runs the model, e.g. `openai`, `anthropic`, `aws.bedrock`, or a name of your own. */
  readonly provider: string;
  /** The model that is asked for. */
  readonly model: string;
  /** Default: `chat`. Well known are `chat`, `embeddings`, `generate_content`, `text_completion`. */
  readonly operation?: string;
  /** Where it is asked; only host and port are told. */
  readonly url?: string;
  /** Aborts when nobody waits any more: what fails then is no fault of the model. */
  readonly signal?: AbortSignal;
  /** What tokens cost, if it is known. Default: nobody knows. */
  readonly costOf?: (usage: AiUsage) => AiCost | undefined;
  /** Default: that of the registered provider. */
  readonly tracer?: Tracer;
  readonly clock?: Clock;
}

/** Tokens of a call, as the provider counts them. */
export interface AiUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input tokens, those that the provider had in a cache. */
  readonly cachedInputTokens?: number;
}

/** What a call has cost. */
export interface AiCost {
  readonly amount: number;
  /** ISO 4217, e.g. `EUR`. */
  readonly currency: string;
}

/** What the provider tells of its answer. */
export interface AiResponse {
  readonly id?: string;
  /** The model that has answered, e.g. a dated version of the one that was asked for. */
  readonly model?: string;
  /** Why it has stopped, e.g. `stop`, `length`. */
  readonly finishReasons?: readonly string[];
}

/** A call that is under way, to be told what becomes known of it. */
export interface AiCall {
  readonly span: Span;
  /** Tokens until now: the last numbers count. */
  setUsage(usage: AiUsage): void;
  setResponse(response: AiResponse): void;
}

/** A call and its end. */
export interface OpenAiCall extends AiCall {
  /** Where the span is active. */
  readonly within: Context;
  /** Something has come; of that only the first is told. */
  chunk(): void;
  end(): void;
  fail(error: unknown): void;
  /** Whoever asked has left before the end. */
  abandon(): void;
}

/** What `error.type` says of a call that nobody waited for any more. */
const aborted = 'aborted';

/** Begins a call in the context `parent`. Neither prompts nor answers are told, only their numbers. */
export function beginCall(options: AiCallOptions, parent: Context, isStream: boolean): OpenAiCall {
  const { model, operation = 'chat', signal, costOf, clock = systemClock } = options;
  const tracer = options.tracer ?? trace.getTracer('@unite/tracing/ai');
  const shared: Attributes = {
    [genAi.operationName]: operation,
    [genAi.providerName]: options.provider,
    [genAi.requestModel]: model,
    ...serverOf(options.url),
  };
  const startedMs = clock.monotonicMs();
  const seconds = (): number => (clock.monotonicMs() - startedMs) / 1000;
  const span = tracer.startSpan(
    `${operation} ${model}`,
    {
      kind: SpanKind.CLIENT,
      attributes: { ...shared, ...(isStream ? { [genAi.requestStream]: true } : {}) },
    },
    parent,
  );
  const within = trace.setSpan(parent, span);
  let usage: AiUsage | undefined;
  let hasChunk = false;
  let isOpen = true;

  const finish = (errorType?: string): void => {
    if (!isOpen) return;
    isOpen = false;
    const attributes =
      errorType === undefined ? shared : { ...shared, [ATTR_ERROR_TYPE]: errorType };
    const { duration, tokens } = aiMetrics();
    duration(seconds(), attributes, within);
    if (usage !== undefined) {
      tokens('input', usage.inputTokens, attributes, within);
      tokens('output', usage.outputTokens, attributes, within);
      span.setAttributes({ ...usageAttributes(usage), ...costAttributes(usage, costOf) });
    }
    if (errorType !== undefined) span.setAttribute(ATTR_ERROR_TYPE, errorType);
    span.end();
  };
  return {
    span,
    within,
    setUsage: (told) => void (usage = told),
    setResponse({ id, model: answering, finishReasons }) {
      span.setAttributes({
        [genAi.responseId]: id,
        [genAi.responseModel]: answering,
        [genAi.finishReasons]: finishReasons && [...finishReasons],
      });
    },
    chunk() {
      if (hasChunk) return;
      hasChunk = true;
      span.setAttribute(genAi.timeToFirstChunk, seconds());
      aiMetrics().firstChunk(seconds(), shared, within);
    },
    end: () => finish(),
    fail(error) {
      if (signal?.aborted === true) return finish(aborted);
      if (isOpen) span.setStatus({ code: SpanStatusCode.ERROR });
      finish(errorTypeOf(error));
    },
    abandon: () => finish(aborted),
  };
}

/** Runs `work` where the span of `call` is active. */
export function inside<Result>({ within }: OpenAiCall, work: () => Result): Result {
  return context.with(within, work);
}

function serverOf(url: string | undefined): Attributes {
  if (url === undefined || !URL.canParse(url)) return {};
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === 'https:' ? 443 : 80;
  return {
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: port === '' ? usual : Number(port),
  };
}

function usageAttributes({ inputTokens, outputTokens, cachedInputTokens }: AiUsage): Attributes {
  return {
    [genAi.inputTokens]: inputTokens,
    [genAi.outputTokens]: outputTokens,
    [genAi.cachedInputTokens]: cachedInputTokens,
  };
}

function costAttributes(usage: AiUsage, costOf: AiCallOptions['costOf']): Attributes {
  try {
    const cost = costOf?.(usage);
    if (cost === undefined) return {};
    return { [genAi.costAmount]: cost.amount, [genAi.costCurrency]: cost.currency };
  } catch {
    // An answer that has come is not lost for want of its price.
    return {};
  }
}
