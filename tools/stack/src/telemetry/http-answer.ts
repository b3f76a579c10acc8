import type { ServerResponse } from 'node:http';

/** What an HTTP request is answered with. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes as they are; anything else as JSON. Default: no body. */
  readonly body?: unknown;
}

/** Sends the answer. */
export function sendAnswer(response: ServerResponse, answer: HttpAnswer): void {
  const { status, headers = {}, body } = answer;
  const isBytes = body instanceof Uint8Array;
  const type = body === undefined || isBytes ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, ...headers });
  response.end(body === undefined || isBytes ? body : JSON.stringify(body));
}
