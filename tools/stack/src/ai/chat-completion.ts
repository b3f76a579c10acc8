import { campaignText } from './campaign-text.ts';
import { tokens } from './tokens.ts';

/** What is understood of a request to POST /v1/chat/completions. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream: boolean;
  /** Whether a stream ends with a chunk of usage figures (`stream_options.include_usage`). */
  readonly includeUsage: boolean;
  /** Tokens after which the answer is cut (`max_tokens` or `max_completion_tokens`). */
  readonly maxTokens: number;
}

/** Usage figures as in the OpenAI API; counted with {@link tokens}. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** The answer of the model before it is put on the wire. */
export interface Completion {
  readonly id: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly model: string;
  /** The text, in the pieces in which it is streamed. */
  readonly pieces: readonly string[];
  readonly finishReason: 'stop' | 'length';
  readonly usage: Usage;
}

/** Reads a request body; null when it is not a chat request. */
export function parseChatRequest(body: string): ChatRequest | null {
  const request = parseObject(body);
  const messages = request?.messages;
  if (!request || typeof request.model !== 'string' || !Array.isArray(messages)) return null;
  const options = request.stream_options;
  return {
    model: request.model,
    messages: messages.map(parseMessage),
    stream: request.stream === true,
    includeUsage: isRecord(options) && options.include_usage === true,
    maxTokens: Number(request.max_completion_tokens ?? request.max_tokens ?? Infinity),
  };
}

/** Lets the model answer. */
export function complete(request: ChatRequest, id: string, nowMs: number): Completion {
  const prompt = request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const all = tokens(campaignText(prompt));
  const pieces = all.slice(0, request.maxTokens);
  const promptTokens = request.messages.reduce(
    (sum, { content }) => sum + tokens(content).length,
    0,
  );
  return {
    id,
    created: Math.floor(nowMs / 1000),
    model: request.model,
    pieces,
    finishReason: pieces.length < all.length ? 'length' : 'stop',
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: pieces.length,
      total_tokens: promptTokens + pieces.length,
    },
  };
}

/** The answer to a request without streaming. */
export function completionBody({
  id,
  created,
  model,
  pieces,
  finishReason,
  usage,
}: Completion): object {
  const message = { role: 'assistant', content: pieces.join('') };
  const choices = [{ index: 0, message, finish_reason: finishReason }];
  return { id, object: 'chat.completion', created, model, choices, usage };
}

/** The chunks of a streamed answer, without the final `[DONE]`. */
export function completionChunks(completion: Completion, includeUsage: boolean): object[] {
  const { id, created, model, pieces, finishReason, usage } = completion;
  const base = { id, object: 'chat.completion.chunk', created, model };
  const chunk = (delta: object, finish: string | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...pieces.map((content) => chunk({ content })),
    chunk({}, finishReason),
    ...(includeUsage ? [{ ...base, choices: [], usage }] : []),
  ];
}

/** Reads a JSON object; null for anything else. */
export function parseObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

// A message's content is a string, or a list of parts of which those with text count.
function parseMessage(message: unknown): { role: string; content: string } {
  if (!isRecord(message)) return { role: '', content: '' };
  const { role, content } = message;
  const parts = Array.isArray(content) ? content.map(partText) : [content];
  return { role: String(role), content: parts.filter((part) => typeof part === 'string').join('') };
}

function partText(part: unknown): unknown {
  return isRecord(part) ? part.text : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
