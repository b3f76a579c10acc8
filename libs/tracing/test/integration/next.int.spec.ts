import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

import { registered } from '../../src/apm/index.ts';
import { getContext, type KeptSpan } from '../../src/index.ts';
import { registerNext } from '../../src/next/index.ts';

const service = { name: 'web', version: '1.0.0', environment: 'test' };
const next = () => trace.getTracer('next.js', '16.4.5');

let spans: KeptSpan[];
let server: Server;
let answerOf: (request: IncomingMessage) => unknown;

beforeEach(async () => {
  spans = [];
  registerNext({ service, traces: { onKept: (kept) => void spans.push(...kept) } });
  server = createServer(async (request, answer) => {
    try {
      answer.end(await answerOf(request));
    } catch {
      answer.writeHead(500).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  server.close();
  await registered()?.close({ deadlineMs: 0 });
});

async function ask(path: string, headers = {}): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo; // it listens on a port
  // Whoever asks is no part of the server.
  const asked = context.with(suppressTracing(ROOT_CONTEXT), () =>
    get(`http://127.0.0.1:${port}${path}`, { headers }),
  );
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]; // the event's argument
  answer.resume();
  await once(answer, 'close');
  return answer;
}

/** What Next does with a request (packages/next/src/server/base-server.ts). */
function handled<Result>(
  { method = '', url, headers }: IncomingMessage,
  work: () => Result,
  { isForced = false } = {},
): Result {
  const within = isForced ? propagation.extract(ROOT_CONTEXT, headers) : context.active();
  const attributes = { 'http.method': method, 'http.target': url, 'next.span_name': method };
  return context.with(within, () =>
    next().startActiveSpan(method, { kind: SpanKind.SERVER, attributes }, (span) => {
      propagation.inject(context.active(), headers);
      const result = work();
      span.setAttributes({ 'http.status_code': 200, 'next.rsc': false });
      span.end();
      return result;
    }),
  );
}

const names = () => spans.map(({ name, kind }) => `${SpanKind[kind]} ${name}`.toLowerCase()).sort();

describe('a request that Next takes first to its proxy and then to a page', () => {
  it('is one span, named after its route, with what Next does below it', async () => {
    answerOf = (request) => {
      handled(request, () => next().startSpan('middleware GET').end());
      return handled(
        request,
        () => {
          next()
            .startSpan('render', { attributes: { 'next.route': '/w/[id]' } })
            .end();
          return 'page';
        },
        { isForced: true },
      );
    };
    const answer = await ask('/w/7?search=ada');
    expect(names()).toEqual(['internal middleware get', 'internal render', 'server get /w/[id]']);
    const [root] = spans.filter(({ kind }) => kind === SpanKind.SERVER);
    expect(root?.attributes).toMatchObject({ 'http.route': '/w/[id]', 'next.rsc': false });
    const ids = spans.map(({ parentSpanContext }) => parentSpanContext?.spanId);
    expect(new Set(ids)).toEqual(new Set([undefined, root?.spanContext().spanId]));
    expect(answer.headers['x-trace-id']).toBe(root?.spanContext().traceId);
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('ada');
  });

  it('keeps its correlation id', async () => {
    const seen: unknown[] = [];
    answerOf = (request) => {
      handled(request, () => undefined);
      return handled(
        request,
        () => {
          seen.push(getContext().correlationId);
          return 'page';
        },
        { isForced: true },
      );
    };
    const answer = await ask('/', { 'x-request-id': 'checkout-1' });
    expect(seen).toEqual(['checkout-1']);
    expect(answer.headers['x-request-id']).toBe('checkout-1');
  });

  it('goes on with the trace that the proxy has put into its headers instead', async () => {
    const traceId = 'abcdef0123456789abcdef0123456789';
    answerOf = (request) => {
      handled(request, () => undefined);
      request.headers['traceparent'] = `00-${traceId}-0123456789abcdef-01`;
      return handled(request, () => getContext().traceId, { isForced: true });
    };
    await ask('/');
    expect(spans.map((span) => span.spanContext().traceId)).toContain(traceId);
  });
});

describe('what Next makes of its own', () => {
  it('is no span for a fetch, which has one, nor outside of requests', async () => {
    next().startSpan('load route module').end();
    answerOf = () => {
      const above = trace.getActiveSpan();
      return next().startActiveSpan('fetch GET', { kind: SpanKind.CLIENT }, (span) => {
        span.setStatus({ code: 2 });
        span.end();
        return String(trace.getActiveSpan() === above);
      });
    };
    await ask('/');
    expect(names()).toEqual(['server get']);
    expect(spans[0]?.status.code).toBe(0);
  });

  it('tells that something has failed, and not what it said', async () => {
    answerOf = (request) =>
      handled(request, () =>
        next().startActiveSpan('render', (span) => {
          const error = new TypeError('ada@example.com is not a function');
          span.recordException(error);
          span.setStatus({ code: 2, message: error.message });
          span.end();
          throw error;
        }),
      );
    await ask('/');
    const failed = spans.find(({ name }) => name === 'render');
    expect(failed?.events).toMatchObject([{ attributes: { 'exception.type': 'TypeError' } }]);
    expect(failed?.status).toEqual({ code: 2 });
    expect(JSON.stringify([failed?.events, failed?.status])).not.toContain('ada');
  });

  it('is nothing for files of the build', async () => {
    answerOf = () => 'script';
    await ask('/_next/static/chunks/1.js');
    expect(spans).toEqual([]);
  });
});

describe('a request that no server of ours has seen begin', () => {
  it('has the span that Next makes', () => {
    next().startSpan('GET', { kind: SpanKind.SERVER }).end();
    expect(names()).toEqual(['server get']);
  });
});

describe("another library's spans", () => {
  it('are as they are', () => {
    trace.getTracer('shop').startSpan('job').end();
    expect(names()).toEqual(['internal job']);
  });
});
