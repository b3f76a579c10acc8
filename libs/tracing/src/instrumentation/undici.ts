import type { Span } from '@opentelemetry/api';

import { listen } from './channels.ts';
import { errorTypeOf } from './error-type.ts';
import { answerCall, failCall, type HttpCallOptions, startCall } from './http-call.ts';

/** A request of undici, of the copy in Node or of any other (docs/api/DiagnosticsChannel.md). */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  /** Names and values in turn. */
  readonly headers: string[];
  addHeader(name: string, value: string): void;
}

/**
 * Makes a span of each request of `fetch` and undici; a redirect is another request.
 * @returns stops it
 */
export function instrumentUndici(options: HttpCallOptions): () => void {
  const spans = new WeakMap<UndiciRequest, Span>();
  return listen(
    {
      'undici:request:create'({ request }: { readonly request: UndiciRequest }) {
        const call = startCall(options, request.method, new URL(request.path, request.origin));
        if (call === undefined) return;
        spans.set(request, call.span);
        for (const [name, value] of Object.entries(call.headers)) {
          removeHeader(request.headers, name);
          request.addHeader(name, value);
        }
        for (const [name, value] of Object.entries(call.missing)) {
          if (!hasHeader(request.headers, name)) request.addHeader(name, value);
        }
      },
      'undici:request:headers'({
        request,
        response,
      }: {
        readonly request: UndiciRequest;
        readonly response: { readonly statusCode: number };
      }) {
        const span = spans.get(request);
        if (span !== undefined) answerCall(span, response.statusCode);
      },
      'undici:request:trailers': ({ request }: { readonly request: UndiciRequest }) =>
        spans.get(request)?.end(),
      'undici:request:error'({
        request,
        error,
      }: {
        readonly request: UndiciRequest;
        readonly error: unknown;
      }) {
        const span = spans.get(request);
        if (span?.isRecording() === true) failCall(span, errorTypeOf(error));
      },
    },
    options.onFault,
  );
}

function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((told, n) => n % 2 === 0 && told.toLowerCase() === name);
}

/** `addHeader` appends: a second `traceparent` makes the receiver refuse both (opentelemetry-js-contrib #3711). */
function removeHeader(headers: string[], name: string): void {
  for (let n = headers.length - 2; n >= 0; n -= 2) {
    if (headers[n]?.toLowerCase() === name) headers.splice(n, 2);
  }
}
