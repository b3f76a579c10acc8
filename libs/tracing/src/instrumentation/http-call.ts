import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
} from '@opentelemetry/semantic-conventions';

import { contextFrom } from '../context/request-context.ts';
import { startDescribedSpan } from '../span-description.ts';
import { knownMethod } from './http-method.ts';

/** Options of what makes spans of outgoing requests. */
export interface HttpCallOptions {
  readonly tracer: Tracer;
  /**
   * Whether a server is told of the trace and of the correlation id. Default: none is, as others have no need to know.
   */
  readonly propagateTo?: (url: URL) => boolean;
  /** Header that tells the correlation id, unless the request has it already. Default: `x-request-id`. */
  readonly correlationIdHeader?: string;
  /** Told of what goes wrong within; it disturbs no request. */
  readonly onFault: (error: unknown) => void;
}

/** An outgoing request, whichever client makes it. */
export interface HttpCall {
  readonly span: Span;
  /** What must be sent along, replacing what is there. */
  readonly headers: Readonly<Record<string, string>>;
  /** What must be sent along where nothing of its name is there, in lower case. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Starts the span of an outgoing request; undefined where nothing is to be traced. */
export function startCall(
  { tracer, propagateTo = () => false, correlationIdHeader = 'x-request-id' }: HttpCallOptions,
  method: string | undefined,
  url: URL,
): HttpCall | undefined {
  const active = context.active();
  if (isTracingSuppressed(active)) return undefined;
  const name = knownMethod(method);
  const description = {
    name,
    get attributes() {
      return attributesOf(name, url);
    },
  };
  const span = startDescribedSpan(tracer, description, SpanKind.CLIENT, active);
  if (!propagateTo(url)) return { span, headers: {}, missing: {} };
  const headers = {};
  propagation.inject(trace.setSpan(active, span), headers);
  const { correlationId } = contextFrom(active);
  const missing =
    correlationId === undefined ? {} : { [correlationIdHeader.toLowerCase()]: correlationId };
  return { span, headers, missing };
}

function attributesOf(
  method: string,
  { origin, pathname, hostname, port, protocol }: URL,
): Attributes {
  const usual = protocol === 'https:' ? 443 : 80;
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    // Without query and credentials, which may be secrets.
    [ATTR_URL_FULL]: origin + pathname,
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: port === '' ? usual : Number(port),
  };
}

/** The status has come; from 400 on the request has failed for whoever asks. */
export function answerCall(span: Span, status: number): void {
  span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
  if (status < 400) return;
  span.setAttribute(ATTR_ERROR_TYPE, String(status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** No answer came, or not all of it. */
export function failCall(span: Span, errorType: string): void {
  span.setAttribute(ATTR_ERROR_TYPE, errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
