import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProblemSet } from '../catalogue.ts';
import type { ProblemReply, ProblemResponder } from './responder.ts';
import { createResponder } from './responder.ts';
import { statusPhrase } from './status-phrase.ts';

/** Headers that describe the answer that will not be sent. */
export const ofTheOtherAnswer = [
  'accept-ranges',
  'content-disposition',
  'content-encoding',
  'content-range',
  'etag',
  'expires',
  'last-modified',
  'transfer-encoding',
];

/** Writes `reply`. When the headers are already out, the connection is cut, so that nobody takes half an answer for a whole one. */
export function writeReply(reply: ProblemReply, response: ServerResponse, method = 'GET'): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of ofTheOtherAnswer) response.removeHeader(name);
  const body = Buffer.from(reply.body);
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  response.setHeader('content-length', body.byteLength);
  response.end(method === 'HEAD' ? undefined : body);
}

/** Answers with what `thrown` is. Never throws. */
export function sendProblem(
  responder: ProblemResponder,
  thrown: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  occurrenceId?: string,
): void {
  const reply = responder(thrown, {
    method: request.method,
    path: request.url ?? '/',
    accept: request.headers.accept,
    acceptLanguage: request.headers['accept-language'],
    occurrenceId,
  });
  writeReply(withVary(reply, response), response, request.method);
}

/** What the other parts of a server vary by stays in the header. */
function withVary(reply: ProblemReply, response: ServerResponse): ProblemReply {
  const vary = mergeVary(response.getHeader('vary'), reply.headers['vary']);
  return { ...reply, headers: { ...reply.headers, vary } };
}

/** Both `Vary` values as one, each field once. */
export function mergeVary(...values: readonly unknown[]): string {
  const fields = values
    .flat()
    .filter((value) => typeof value === 'string')
    .flatMap((value) => value.toLowerCase().split(','))
    .map((field) => field.trim());
  return [...new Set(fields)].join(', ');
}

/** By `code` of what Node's HTTP parser refuses. */
const parserFailures: Readonly<Record<string, { readonly slug: string; readonly status: number }>> =
  {
    HPE_HEADER_OVERFLOW: { slug: 'header-too-large', status: 431 },
    ERR_HTTP_REQUEST_TIMEOUT: { slug: 'request-timeout', status: 408 },
  };

/**
 * Answers requests that never became one, malformed, too slow or with too large headers, on their
 * socket: `server.on('clientError', clientErrorListener(problems))`.
 */
export function clientErrorListener(
  problems: ProblemSet,
): (error: Error & { readonly code?: string }, socket: Duplex) => void {
  const responder = createResponder({
    problems,
    mappings: [
      (thrown) => {
        const { code = '' } = thrown as { code?: string };
        const { slug, status } = parserFailures[code] ?? { slug: 'malformed-request', status: 400 };
        return { slug, status, title: statusPhrase(status) };
      },
    ],
  });
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, headers, body } = responder(error, { path: '' });
    const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.end(
      `HTTP/1.1 ${status} ${statusPhrase(status)}\r\nconnection: close\r\n${lines.join('')}\r\n${body}`,
    );
  };
}
