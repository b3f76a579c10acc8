import { startHttpReceiver, type HttpReceiver, type ReceiverOptions } from '../http-receiver.ts';
import type { Exchange, Verdict } from '../request-handler.ts';
import { jaegerQuery } from './jaeger-query.ts';
import { decodeOtlp, encodeOtlp, type OtlpFormat } from './otlp-codec.ts';
import { readPoints } from './otlp-metrics.ts';
import type { OtlpPoint } from './otlp-point.ts';
import { readSpans, type OtlpSpan } from './otlp-spans.ts';
import type { WireMetricsRequest, WireTraceRequest } from './otlp-wire.ts';

/** A data point or a span. */
export type OtlpItem = OtlpPoint | OtlpSpan;

/** Answers 200 and tells that it rejected the first so many points or spans of each request. */
export interface PartialSuccessFault {
  readonly partialSuccess: { readonly rejected: number; readonly message: string };
}

/** An OpenTelemetry Collector that takes metrics and traces over HTTP, and a Jaeger that tells the traces. */
export type OtlpReceiver = HttpReceiver<OtlpItem, PartialSuccessFault>;

interface Signal {
  readonly request: string;
  readonly response: string;
  /** The field of the partial success that counts what was rejected. */
  readonly rejected: string;
  readonly read: (request: unknown, atMs: number) => readonly OtlpItem[];
}

// The casts: the schema of otlp-proto.ts gives these shapes.
const signals: Readonly<Record<string, Signal>> = {
  '/v1/metrics': {
    request: 'ExportMetricsServiceRequest',
    response: 'ExportMetricsServiceResponse',
    rejected: 'rejectedDataPoints',
    read: (request, atMs) => readPoints(request as WireMetricsRequest, atMs),
  },
  '/v1/traces': {
    request: 'ExportTraceServiceRequest',
    response: 'ExportTraceServiceResponse',
    rejected: 'rejectedSpans',
    read: (request, atMs) => readSpans(request as WireTraceRequest, atMs),
  },
};
const formats: Readonly<Record<string, OtlpFormat>> = {
  'application/x-protobuf': 'protobuf',
  'application/json': 'json',
};
const invalidArgument = 3; // google.rpc.Code

/**
 * Starts a receiver for `POST /v1/metrics` and `POST /v1/traces`, as protobuf or JSON. What it has received of traces
 * it tells by Jaeger's query API (`GET /api/traces/{id}`, `/api/traces?service=…`, `/api/services`).
 */
export async function startOtlpReceiver(options: ReceiverOptions = {}): Promise<OtlpReceiver> {
  const receiver: OtlpReceiver = await startHttpReceiver<OtlpItem, PartialSuccessFault>({
    ...options,
    name: 'The OTLP receiver',
    handle(exchange) {
      const { method, path, query } = exchange;
      if (method !== 'GET') return take(exchange);
      const spans = receiver.received.filter((item) => item.kind === 'span');
      return jaegerQuery(path, query, spans) ?? take(exchange);
    },
    isOwnFault: isPartialSuccess,
  });
  return receiver;
}

function take(exchange: Exchange<PartialSuccessFault>): Verdict<OtlpItem> {
  const { method, path, headers, body, atMs, fault } = exchange;
  const signal = method === 'POST' ? signals[path] : undefined;
  if (!signal) {
    const reason = `there is no ${method} ${path}`;
    return { status: 404, reason, body: { message: reason } };
  }
  const [contentType = ''] = (headers['content-type'] ?? '').split(';');
  const format = formats[contentType.trim()];
  if (!format) {
    const reason = `the content type "${contentType}" is unknown`;
    return { status: 415, reason, body: { message: reason } };
  }
  const answer = (type: string, content: object) => ({
    headers: { 'content-type': contentType },
    body: encodeOtlp(type, format, content),
  });
  try {
    const items = signal.read(decodeOtlp(signal.request, format, body), atMs);
    const partial = isPartialSuccess(fault) ? fault.partialSuccess : { rejected: 0, message: '' };
    const rejected = Math.min(partial.rejected, items.length);
    const partialSuccess = { [signal.rejected]: rejected, errorMessage: partial.message };
    const content = isPartialSuccess(fault) ? { partialSuccess } : {};
    return { status: 200, ...answer(signal.response, content), items: items.slice(rejected) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const content = { code: invalidArgument, message: reason };
    return { status: 400, reason, ...answer('RpcStatus', content) };
  }
}

function isPartialSuccess(value: unknown): value is PartialSuccessFault {
  if (typeof value !== 'object' || value === null || !('partialSuccess' in value)) return false;
  const { partialSuccess } = value;
  return (
    typeof partialSuccess === 'object' &&
    partialSuccess !== null &&
    'rejected' in partialSuccess &&
    Number.isInteger(partialSuccess.rejected) &&
    Number(partialSuccess.rejected) >= 0 &&
    'message' in partialSuccess &&
    typeof partialSuccess.message === 'string'
  );
}
