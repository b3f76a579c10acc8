import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { JaegerTrace } from '../../src/telemetry/otlp/jaeger-trace.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../../src/telemetry/otlp/otlp-receiver.ts';

const traceId = '00f7651916cd43dd8448eb211c80319c';
const rootId = 'b7ad6b7169203331';

/** A span as an SDK hands it to its serialiser. */
function spanOf(fields: Partial<ReadableSpan> & { id?: string; trace?: string } = {}) {
  const { id = rootId, trace = traceId, ...rest } = fields;
  return {
    name: 'GET /x',
    kind: 1,
    spanContext: () => ({ traceId: trace, spanId: id, traceFlags: 1 }),
    startTime: [1_795_393_749, 123_456_789],
    endTime: [1_795_393_750, 123_456_789],
    duration: [1, 0],
    status: { code: 0 },
    attributes: {},
    links: [],
    events: [],
    ended: true,
    resource: resourceFromAttributes({ 'service.name': 'api', replicas: 3 }),
    instrumentationScope: { name: 'unite', version: '1.0' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...rest,
  } as ReadableSpan;
}

const child = spanOf({
  id: '00f067aa0ba902b7',
  name: 'SELECT contacts',
  kind: 2,
  parentSpanContext: { traceId, spanId: rootId, traceFlags: 1 },
  startTime: [1_795_393_749, 200_000_000],
  endTime: [1_795_393_749, 201_500_000],
  status: { code: 2, message: 'deadlock' },
  attributes: { rows: 3, ratio: 0.5, cached: false, db: 'pg', tables: ['a', 'b'] },
  events: [{ name: 'exception', time: [1_795_393_749, 201_000_000], attributes: { n: 1 } }],
});

describe("Jaeger's query API of the OTLP receiver", () => {
  let otlp: OtlpReceiver;
  beforeEach(async () => {
    otlp = await startOtlpReceiver();
  });
  afterEach(() => otlp.close());

  const send = async (
    spans: readonly ReadableSpan[],
    serializer: Pick<typeof JsonTraceSerializer, 'serializeRequest'> = ProtobufTraceSerializer,
  ) => {
    const isJson = serializer === JsonTraceSerializer;
    const response = await fetch(`${otlp.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' },
      body: Uint8Array.from(serializer.serializeRequest([...spans]) ?? []),
    });
    expect(response.status).toBe(200);
  };
  const ask = async (path: string) => {
    const response = await fetch(otlp.url + path);
    const body = (await response.json()) as { data: JaegerTrace[]; errors: unknown };
    return { status: response.status, ...body };
  };
  const idsOf = async (path: string) => (await ask(path)).data.map(({ traceID }) => traceID);

  it.each([
    ['protobuf', ProtobufTraceSerializer],
    ['JSON', JsonTraceSerializer],
  ])('tells the whole trace that came as %s', async (_, serializer) => {
    await send([spanOf(), child], serializer);
    const { status, data, errors } = await ask(`/api/traces/${traceId}`);
    expect([status, errors, data.length]).toEqual([200, null, 1]);
    expect(data[0]).toEqual({
      traceID: traceId,
      warnings: null,
      processes: {
        p1: { serviceName: 'api', tags: [{ key: 'replicas', type: 'int64', value: 3 }] },
      },
      spans: [
        expect.objectContaining({
          spanID: rootId,
          operationName: 'GET /x',
          references: [],
          startTime: 1_795_393_749_123_456,
          duration: 1_000_000,
          processID: 'p1',
          tags: expect.arrayContaining([{ key: 'span.kind', type: 'string', value: 'server' }]),
        }),
        expect.objectContaining({
          operationName: 'SELECT contacts',
          references: [{ refType: 'CHILD_OF', traceID: traceId, spanID: rootId }],
          duration: 1_500,
          tags: expect.arrayContaining([
            { key: 'rows', type: 'int64', value: 3 },
            { key: 'ratio', type: 'float64', value: 0.5 },
            { key: 'cached', type: 'bool', value: false },
            { key: 'tables', type: 'string', value: '["a","b"]' },
            { key: 'error', type: 'bool', value: true },
            { key: 'otel.status_description', type: 'string', value: 'deadlock' },
          ]),
          logs: [
            {
              timestamp: 1_795_393_749_201_000,
              fields: [
                { key: 'event', type: 'string', value: 'exception' },
                { key: 'n', type: 'int64', value: 1 },
              ],
            },
          ],
        }),
      ],
    });
  });

  it('tells a trace by its id without the zeros before it, and none by another', async () => {
    await send([spanOf()]);
    expect(await idsOf(`/api/traces/${traceId.slice(2).toUpperCase()}`)).toEqual([traceId]);
    expect(await ask(`/api/traces/1${traceId.slice(1)}`)).toMatchObject({
      status: 404,
      data: null,
      errors: [{ code: 404, msg: 'trace not found' }],
    });
    expect((await ask('/api/traces/xyz')).status).toBe(400);
  });

  it('tells nothing of what it rejected', async () => {
    await otlp.fault({ partialSuccess: { rejected: 1, message: 'no' } });
    await send([spanOf()]);
    expect((await ask(`/api/traces/${traceId}`)).status).toBe(404);
  });

  it('names services and their operations', async () => {
    const web = resourceFromAttributes({ 'service.name': 'web' });
    await send([spanOf({ resource: web, name: 'GET /y' }), spanOf(), child]);
    expect((await ask('/api/services')).data).toEqual(['api', 'web']);
    expect((await ask('/api/services/api/operations')).data).toEqual(['GET /x', 'SELECT contacts']);
  });

  it('finds traces by what one span of them is', async () => {
    const later = 'ff'.repeat(16);
    await send([spanOf(), child]);
    await send([
      spanOf({ trace: later, startTime: [1_795_393_800, 0], endTime: [1_795_393_801, 0] }),
    ]);
    const found = (query: string) => idsOf(`/api/traces?service=api${query}`);
    expect(await found('')).toEqual([later, traceId]);
    expect(await found('&limit=1')).toEqual([later]);
    expect(await found('&operation=SELECT%20contacts')).toEqual([traceId]);
    expect(await found(`&tags=${encodeURIComponent('{"error":"true"}')}`)).toEqual([traceId]);
    expect(await found(`&tags=${encodeURIComponent('{"db":"mysql"}')}`)).toEqual([]);
    expect(await found('&maxDuration=1.5ms')).toEqual([traceId]);
    expect(await found('&minDuration=1001ms')).toEqual([]);
    expect(await found('&end=1795393790000000')).toEqual([traceId]);
    expect(await idsOf('/api/traces?service=web')).toEqual([]);
  });

  it.each([
    '',
    '?service=',
    '?service=api&limit=0',
    '?service=api&tags=[]',
    '?service=a&minDuration=2',
  ])('refuses the question "%s"', async (query) => {
    expect((await ask(`/api/traces${query}`)).status).toBe(400);
  });
});
