import type { ClientRequest, IncomingMessage } from 'node:http';

import type { Span } from '@opentelemetry/api';

import { listen } from './channels.ts';
import { errorTypeOf } from './error-type.ts';
import { answerCall, failCall, type HttpCallOptions, startCall } from './http-call.ts';

/**
 * Makes a span of each request that `http.request`, `https.request` and what builds on them send.
 * @returns stops it
 */
export function instrumentHttpClient(options: HttpCallOptions): () => void {
  const spans = new WeakMap<ClientRequest, Span>();
  return listen(
    {
      'http.client.request.created'({ request }: { readonly request: ClientRequest }) {
        const call = startCall(options, request.method, urlOf(request));
        if (call === undefined) return;
        spans.set(request, call.span);
        // Headers that were given as a list are written already: then nobody is told of the trace.
        if (request.headersSent) return;
        for (const [name, value] of Object.entries(call.headers)) request.setHeader(name, value);
        for (const [name, value] of Object.entries(call.missing)) {
          if (!request.hasHeader(name)) request.setHeader(name, value);
        }
      },
      'http.client.response.finish'({
        request,
        response,
      }: {
        readonly request: ClientRequest;
        readonly response: IncomingMessage;
      }) {
        const span = spans.get(request);
        if (span === undefined) return;
        answerCall(span, response.statusCode ?? 0);
        // The answer's head has come. Its body may be long, and may break off.
        response.once('close', () => {
          if (response.complete) span.end();
          else failCall(span, 'answer_broke_off');
        });
      },
      'http.client.request.error'({
        request,
        error,
      }: {
        readonly request: ClientRequest;
        readonly error: unknown;
      }) {
        const span = spans.get(request);
        if (span?.isRecording() === true) failCall(span, errorTypeOf(error));
      },
    },
    options.onFault,
  );
}

function urlOf(request: ClientRequest): URL {
  const { protocol, host, path } = request;
  const header = request.getHeader('host');
  const authority = typeof header === 'string' ? header : host;
  return new URL(path, `${protocol}//${authority}`);
}
