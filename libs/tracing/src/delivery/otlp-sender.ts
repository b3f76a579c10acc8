import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import {
  createOtlpHttpExportDelegate,
  httpAgentFactoryFromOptions,
} from '@opentelemetry/otlp-exporter-base/node-http';
import { type ISerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';

import { TracingError } from '../errors.ts';
import type { EndedSpan } from '../tracer-provider.ts';
import { createOtlpTraces } from './otlp-traces.ts';
import type { SendOutcome } from './span-delivery.ts';

/** Where a collector, or Jaeger, takes OTLP over HTTP. */
export interface OtlpOptions {
  /** The whole address, e.g. `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** Sent with each request, e.g. an API key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that a request may take, 100 to 30,000. Default: 3000. */
  readonly timeoutMs?: number;
  /** Default: `gzip`. */
  readonly compression?: 'gzip' | 'none';
}

type Response = ReturnType<typeof ProtobufTraceSerializer.deserializeResponse>;

/** A sender that can be closed. */
export interface OtlpSender {
  send(spans: readonly EndedSpan[]): Promise<SendOutcome>;
  close(): void;
}

/**
 * Creates a sender by the official exporter, which also honours `Retry-After`.
 * @throws {TracingError} TRACING_CONFIG_INVALID for an address or a timeout that cannot work.
 */
export function createOtlpSender(options: OtlpOptions): OtlpSender {
  const { url, headers, timeoutMs = 3000, compression = 'gzip' } = options;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new TracingError('TRACING_CONFIG_INVALID', `otlp.url is "${url}": give an http address`);
  if (!(timeoutMs >= 100 && timeoutMs <= 30_000))
    throw new TracingError(
      'TRACING_CONFIG_INVALID',
      `otlp.timeoutMs is ${timeoutMs}: give 100 to 30,000`,
    );
  /** Of the request that is under way, of which there is one. */
  let rejected = 0;
  const serializer: ISerializer<Uint8Array, Response> = {
    serializeRequest: (body) => body,
    deserializeResponse(data) {
      const response = ProtobufTraceSerializer.deserializeResponse(data);
      rejected = Number(response.partialSuccess?.rejectedSpans ?? 0);
      return response;
    },
  };
  const isCompressed = compression === 'gzip';
  const delegate = createOtlpHttpExportDelegate<Uint8Array, Response>(
    {
      url,
      headers: async () => ({
        ...headers,
        'content-type': 'application/x-protobuf',
        ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
      }),
      timeoutMillis: timeoutMs,
      concurrencyLimit: 1,
      // Its own takes twice the time for a tenth fewer bytes.
      compression: 'none',
      agentFactory: httpAgentFactoryFromOptions({ keepAlive: true }),
    },
    serializer,
    'otlp_http_span_exporter',
    // For the exporter's metrics about itself, which are not asked for: this lib counts its own.
    { name: 'span', countItems: () => 0 },
    undefined,
  );
  const write = createOtlpTraces();
  const untraced = suppressTracing(ROOT_CONTEXT);
  const exported = (body: Uint8Array): Promise<Error | undefined> =>
    new Promise((resolve) => delegate.export(body, ({ error }) => resolve(error)));
  const send = async (spans: readonly EndedSpan[]): Promise<SendOutcome> => {
    let body: Uint8Array;
    try {
      body = write(spans);
    } catch (error) {
      return { kind: 'unwritable', reason: String(error) };
    }
    rejected = 0;
    const error = await exported(isCompressed ? await compressed(body) : body);
    return outcomeOf(error, rejected, spans.length);
  };
  return {
    send: (spans) => context.with(untraced, () => send(spans)),
    close: () => void delegate.shutdown(),
  };
}

/** On Node's pool of threads, at the level that is fastest: spans repeat each other. */
function compressed(body: Uint8Array): Promise<Uint8Array> {
  return promisify(gzip)(body, { level: constants.Z_BEST_SPEED });
}

function outcomeOf(error: Error | undefined, rejected: number, count: number): SendOutcome {
  if (error === undefined) return { kind: 'delivered', rejected: Math.min(count, rejected) };
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number' && code >= 400 && code < 500)
    return { kind: 'refused', reason: `HTTP ${code}` };
  return { kind: 'retry', reason: typeof code === 'string' ? code : error.message };
}
