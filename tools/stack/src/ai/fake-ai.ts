import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import {
  complete,
  completionBody,
  completionChunks,
  parseChatRequest,
  parseObject,
} from './chat-completion.ts';
import { aiModes, type AiMode, isAiMode } from './ai-mode.ts';

/** How a {@link FakeAi} is started. */
export interface FakeAiOptions {
  /** The key that clients must send as `Authorization: Bearer …`. Default: a random one. */
  readonly apiKey?: string;
  /** Port on 127.0.0.1. Default: a random free one. */
  readonly port?: number;
  /** Epoch milliseconds now, for `created`. Default: the system's clock. */
  readonly now?: () => number;
}

/** One request that the server saw. */
export interface AiRequest {
  readonly method: string;
  readonly path: string;
  /** The parsed body; null when there was none or it was not an object. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** The mode in which it was answered. */
  readonly mode: AiMode;
  /** Whether the client went away before the answer was complete. */
  readonly disconnected: boolean;
}

/** An AI provider with the OpenAI wire protocol, on a real socket, that can fail on demand. */
export interface FakeAi extends AsyncDisposable {
  /** Address without path: the API is at `<url>/v1`. */
  readonly url: string;
  readonly apiKey: string;
  /** Name of its model. */
  readonly model: string;
  readonly mode: AiMode;
  /** Requests to the API so far, oldest first. */
  readonly requests: readonly AiRequest[];
  /**
   * Changes the mode for requests that come from now on.
   * @param chunkMs milliseconds before each chunk in mode `slow`. Default 100
   */
  set(mode: AiMode, chunkMs?: number): void;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

const model = 'unite-fake-1';
const maxBodyBytes = 1 << 20;
const cutOffAfterChunks = 5;

/**
 * Starts the fake provider: `POST /v1/chat/completions` (whole and streamed), `GET /v1/models`, and
 * for other processes `POST /_control {"mode": "slow", "chunkMs": 50}` and `GET /_requests`.
 */
export async function startFakeAi(options: FakeAiOptions = {}): Promise<FakeAi> {
  const { apiKey = randomBytes(24).toString('base64url'), port = 0, now = Date.now } = options;
  const requests: AiRequest[] = [];
  let behaviour: { mode: AiMode; chunkMs: number } = { mode: 'ok', chunkMs: 0 };
  const set = (mode: AiMode, chunkMs = 100) => {
    behaviour = { mode, chunkMs: mode === 'slow' ? chunkMs : 0 };
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://fake').pathname;
    const route = `${request.method} ${path}`;
    const body = await readBody(request);
    if (body === null) return fail(response, 413, 'request_too_large', 'The request is too large.');
    if (route === 'POST /_control') return control(response, body);
    if (route === 'GET /_requests') return json(response, 200, { requests });
    const { mode, chunkMs } = behaviour;
    const record = {
      method: request.method ?? '',
      path,
      body: parseObject(body),
      mode,
      disconnected: false,
    };
    requests.push(record);
    response.once(
      'close',
      () => (record.disconnected = !response.writableFinished && mode !== 'cut-off'),
    );
    if (request.headers.authorization !== `Bearer ${apiKey}`) {
      return fail(response, 401, 'invalid_api_key', 'Incorrect API key provided.');
    }
    if (route === 'GET /v1/models') return json(response, 200, modelList());
    if (route !== 'POST /v1/chat/completions')
      return fail(response, 404, 'not_found', `There is no ${route}.`);
    return chat(response, body, mode, chunkMs);
  };

  const control = (response: ServerResponse, body: string) => {
    const { mode, chunkMs } = parseObject(body) ?? {};
    if (!isAiMode(mode))
      return fail(response, 400, 'invalid_mode', `mode is one of ${aiModes.join(', ')}.`);
    set(mode, typeof chunkMs === 'number' ? chunkMs : undefined);
    return json(response, 200, behaviour);
  };

  const chat = async (response: ServerResponse, body: string, mode: AiMode, chunkMs: number) => {
    const request = parseChatRequest(body);
    if (!request)
      return fail(response, 400, 'invalid_request_error', 'model and messages are required.');
    if (mode === 'rate-limited') {
      response.setHeader('retry-after', '1');
      return fail(response, 429, 'rate_limit_exceeded', 'Rate limit reached.');
    }
    if (mode === 'error') return fail(response, 500, 'server_error', 'The server had an error.');
    const completion = complete(request, `chatcmpl-${requests.length}`, now());
    if (request.stream) {
      return stream(response, completionChunks(completion, request.includeUsage), mode, chunkMs);
    }
    await sleep(chunkMs * completion.pieces.length);
    const content = JSON.stringify(completionBody(completion));
    if (mode === 'malformed') return send(response, 200, content.slice(0, -20));
    if (mode !== 'cut-off') return send(response, 200, content);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(content),
    });
    response.write(content.slice(0, content.length / 2), () => response.destroy());
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const address = server.address() as AddressInfo; // a TCP server that listens has one of this kind
  return {
    url: `http://127.0.0.1:${address.port}`,
    apiKey,
    model,
    requests,
    get mode() {
      return behaviour.mode;
    },
    set,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function stream(
  response: ServerResponse,
  chunks: readonly object[],
  mode: AiMode,
  chunkMs: number,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  for (const [index, chunk] of chunks.entries()) {
    if (chunkMs > 0) await sleep(chunkMs, undefined, { signal: gone.signal });
    if (mode === 'cut-off' && index === cutOffAfterChunks) return void response.destroy();
    const data = JSON.stringify(chunk);
    const isBroken = mode === 'malformed' && index === cutOffAfterChunks;
    const isWritten = response.write(`data: ${isBroken ? data.slice(0, -10) : data}\n\n`);
    // One chunk per packet, as a model that thinks between them; also lets a slow reader slow us.
    await (isWritten ? new Promise(setImmediate) : drained(response, gone.signal));
  }
  response.end('data: [DONE]\n\n');
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    signal.addEventListener('abort', () => resolve());
  });
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const declared = Number(request.headers['content-length'] ?? 0);
  return declared > maxBodyBytes ? null : text(request);
}

function modelList(): object {
  return { object: 'list', data: [{ id: model, object: 'model', created: 0, owned_by: 'unite' }] };
}

function fail(response: ServerResponse, status: number, code: string, message: string): void {
  json(response, status, { error: { message, type: code, param: null, code } });
}

function json(response: ServerResponse, status: number, body: object): void {
  send(response, status, JSON.stringify(body));
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
