export { createTracing, registerTracing, type Tracing, type TracingOptions } from './tracing.ts';
export type { KeptSpan } from './kept-span.ts';
export type { OtlpOptions } from './delivery/otlp-sender.ts';
export type { SpanDropReason, SpanStats } from './delivery/span-account.ts';
export type { Decision, KeepReason } from './sampling/decisions.ts';
export type { NotKept } from './sampling/trace-buffer.ts';
export type { Inbound } from './sampling/share-sampler.ts';
export {
  createForcedTraces,
  type ForcedTrace,
  type ForcedTraceOptions,
  signForcedTrace,
} from './sampling/forced-trace.ts';

export {
  assignContext,
  bind,
  type FoundContext,
  getContext,
  type RequestContext,
  runWithContext,
} from './context/request-context.ts';

export { untraced } from './context/untraced.ts';

export { traceAi } from './ai/trace-ai.ts';
export type { AiCall, AiCallOptions, AiCost, AiResponse, AiUsage } from './ai/ai-call.ts';

export { createPropagator, type PropagatorOptions } from './propagation/propagator.ts';

export { instrumentFastify } from './instrumentation/fastify.ts';
export { instrumentHttpClient } from './instrumentation/http-client.ts';
export {
  contextOf,
  instrumentHttpServer,
  type HttpServerOptions,
} from './instrumentation/http-server.ts';
export type { HttpCallOptions } from './instrumentation/http-call.ts';
export { instrumentIoredis, type IoredisOptions } from './instrumentation/ioredis.ts';
export { instrumentPg, type PgModule, type PgOptions } from './instrumentation/pg.ts';
export { instrumentUndici } from './instrumentation/undici.ts';

export {
  isTracingError,
  tracingErrorCodes,
  TracingError,
  type TracingErrorCode,
} from './errors.ts';
