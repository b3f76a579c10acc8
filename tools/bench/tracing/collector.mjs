import { once } from 'node:events';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

import { decodeOtlp } from '../../stack/src/telemetry/otlp/otlp-codec.ts';

/**
 * Starts what takes the spans of one contestant, whichever protocol it speaks. It keeps what arrives as it is and
 * reads it when it is asked, after the measurement.
 */
export async function startCollector() {
  const arrived = [];
  const server = createServer(async (request, answer) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { url: path, headers } = request;
    arrived.push({ path, headers, body: Buffer.concat(pieces) });
    if (path === '/v1/traces') answer.setHeader('content-type', 'application/x-protobuf').end();
    // The Datadog Agent's, which tells the addresses that it has.
    else if (path === '/info') answer.end(JSON.stringify({ endpoints: ['/v0.4/traces'] }));
    else answer.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Traces that have arrived, and for OpenTelemetry and Sentry their spans. */
    count: () => sum(arrived.map(countsOf)),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function countsOf({ path, headers, body }) {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  if (path === '/v1/traces') {
    const { resourceSpans } = decodeOtlp('ExportTraceServiceRequest', 'protobuf', plain);
    const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === '');
    return { traces: roots.length, spans: spans.length };
  }
  if (path.includes('/envelope/')) return countEnvelope(plain.toString());
  // A dd-trace's own header; its spans are in MessagePack.
  return { traces: Number(headers['x-datadog-trace-count'] ?? 0), spans: Number.NaN };
}

function countEnvelope(text) {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith('{"type":"span"'));
  if (at === -1) return { traces: 0, spans: 0 };
  const { items } = JSON.parse(lines[at + 1]);
  const roots = items.filter(({ parent_span_id: parent }) => parent === undefined);
  return { traces: roots.length, spans: items.length };
}

function sum(all) {
  return all.reduce(
    (total, { traces, spans }) => ({ traces: total.traces + traces, spans: total.spans + spans }),
    { traces: 0, spans: 0 },
  );
}
