import { gzipSync } from 'node:zlib';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  startOtlpReceiver,
  type OtlpItem,
  type OtlpReceiver,
} from '../../src/telemetry/otlp/otlp-receiver.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const timeUnixNano = '1795393749123456789';

/** A request for metrics in OTLP/JSON with one metric. */
function metricOf(data: object, fields: object = {}): object {
  return {
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'api' } }] },
        scopeMetrics: [
          { scope: { name: 's', version: '1' }, metrics: [{ name: 'm', ...fields, ...data }] },
        ],
      },
    ],
  };
}
function spanOf(fields: object): object {
  const span = {
    traceId,
    spanId,
    name: 'GET /x',
    startTimeUnixNano: '1',
    endTimeUnixNano: '2',
    ...fields,
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

describe('the OTLP receiver', () => {
  let otlp: OtlpReceiver;
  beforeEach(async () => {
    otlp = await startOtlpReceiver();
  });
  afterEach(() => otlp.close());

  const post = (
    path: string,
    body: object | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ) =>
    fetch(`${otlp.url}${path}`, {
      method: 'POST',
      body: body instanceof Uint8Array ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });

  describe('given metrics of the SDK', () => {
    type Exporter = ConstructorParameters<typeof PeriodicExportingMetricReader>[0]['exporter'];
    const record = async (exporter: Exporter) => {
      const provider = new MeterProvider({
        resource: resourceFromAttributes({ 'service.name': 'api', replicas: 3, tags: ['a', 'b'] }),
        readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
        views: [
          { instrumentName: 'size', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
        ],
      });
      const meter = provider.getMeter('unite', '1.0');
      meter
        .createCounter('requests', { unit: '{request}', description: 'Requests.' })
        .add(3, { route: '/x' });
      meter.createUpDownCounter('open').add(-2);
      meter.createGauge('depth').record(1.5);
      const duration = meter.createHistogram('duration', {
        unit: 's',
        advice: { explicitBucketBoundaries: [0.1, 1] },
      });
      for (const value of [0.05, 0.1, 0.5, 7]) duration.record(value);
      const size = meter.createHistogram('size');
      for (const value of [0, 1, 2, 1000]) size.record(value);
      await provider.shutdown();
    };
    const pointsOf = (items: readonly OtlpItem[]) =>
      Object.fromEntries(items.map((item) => [item.name, item]));
    const expectAll = () => {
      expect(otlp.refused).toEqual([]);
      const points = pointsOf(otlp.received);
      expect(points.requests).toMatchObject({
        kind: 'sum',
        value: 3,
        isMonotonic: true,
        temporality: 'cumulative',
        unit: '{request}',
        description: 'Requests.',
        attributes: { route: '/x' },
        resource: { 'service.name': 'api', replicas: 3, tags: ['a', 'b'] },
        scope: { name: 'unite', version: '1.0' },
      });
      expect(points.open).toMatchObject({ kind: 'sum', value: -2, isMonotonic: false });
      expect(points.depth).toMatchObject({ kind: 'gauge', value: 1.5 });
      expect(points.duration).toMatchObject({
        kind: 'histogram',
        count: 4,
        sum: 7.65,
        min: 0.05,
        max: 7,
        bounds: [0.1, 1],
        counts: [2, 1, 1],
      });
      expect(points.size).toMatchObject({
        kind: 'exponentialHistogram',
        count: 4,
        sum: 1003,
        zeroCount: 1,
        min: 0,
        max: 1000,
      });
    };
    const url = () => `${otlp.url}/v1/metrics`;

    it('reads every kind of point from protobuf', async () => {
      await record(new ProtobufExporter({ url: url() }));
      expectAll();
      expect(otlp.requests[0]?.headers['content-type']).toBe('application/x-protobuf');
    });

    it('reads the same from compressed protobuf', async () => {
      await record(new ProtobufExporter({ url: url(), compression: CompressionAlgorithm.GZIP }));
      expectAll();
      expect(otlp.requests[0]?.headers['content-encoding']).toBe('gzip');
    });

    it('reads the same from JSON', async () => {
      await record(new JsonExporter({ url: url() }));
      expectAll();
      expect(otlp.requests[0]?.headers['content-type']).toBe('application/json');
    });

    it('reads what counts from the last report on', async () => {
      await record(
        new ProtobufExporter({ url: url(), temporalityPreference: AggregationTemporality.DELTA }),
      );
      expect(pointsOf(otlp.received).requests).toMatchObject({ temporality: 'delta', value: 3 });
    });

    it('is believed by the exporter when it rejects a part', async () => {
      await otlp.fault({ partialSuccess: { rejected: 2, message: 'too old' } });
      await record(new ProtobufExporter({ url: url() }));
      expect(otlp.received).toHaveLength(3);
      expect(otlp.requests).toMatchObject([{ outcome: 200 }]);
    });
  });

  it('keeps exemplars with the ids of their trace', async () => {
    const exemplars = [
      {
        timeUnixNano,
        asDouble: 0.5,
        traceId,
        spanId,
        filteredAttributes: [{ key: 'user', value: { stringValue: 'u1' } }],
      },
    ];
    const dataPoints = [{ timeUnixNano, asInt: '9007199254740993', exemplars }];
    const body = metricOf({ sum: { dataPoints, aggregationTemporality: 2, isMonotonic: true } });
    expect((await post('/v1/metrics', body)).status).toBe(200);
    expect(otlp.received).toMatchObject([
      {
        kind: 'sum',
        value: '9007199254740993',
        timeUnixNano,
        exemplars: [{ value: 0.5, traceId, spanId, timeUnixNano, attributes: { user: 'u1' } }],
      },
    ]);
  });

  it('reads summaries', async () => {
    const quantileValues = [{ quantile: 0.99, value: 5 }];
    const dataPoints = [{ timeUnixNano, count: '2', sum: 6, quantileValues }];
    expect((await post('/v1/metrics', metricOf({ summary: { dataPoints } }))).status).toBe(200);
    expect(otlp.received).toMatchObject([{ kind: 'summary', count: 2, quantiles: quantileValues }]);
  });

  it('reads spans with everything in them', async () => {
    const attributes = [
      { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { boolValue: true }] } } },
      {
        key: 'map',
        value: { kvlistValue: { values: [{ key: 'a', value: { doubleValue: 0.5 } }] } },
      },
      { key: 'nothing', value: {} },
    ];
    const span = spanOf({
      parentSpanId: spanId,
      kind: 2,
      traceState: 'dd=s:1',
      attributes,
      events: [{ timeUnixNano, name: 'exception', attributes: [] }],
      links: [{ traceId, spanId, attributes: [] }],
      status: { code: 2, message: 'failed' },
      flags: 1,
    });
    const body = new Uint8Array(gzipSync(JSON.stringify(span)));
    const response = await post('/v1/traces', body, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(200);
    expect(otlp.received).toMatchObject([
      {
        kind: 'span',
        traceId,
        spanId,
        parentSpanId: spanId,
        spanKind: 'server',
        traceState: 'dd=s:1',
        attributes: { list: [1, true], map: { a: 0.5 }, nothing: null },
        events: [{ name: 'exception', timeUnixNano }],
        links: [{ traceId, spanId }],
        status: { code: 'error', message: 'failed' },
        flags: 1,
      },
    ]);
  });

  it('tells clients how much it rejected, on demand of another process', async () => {
    const fault = { partialSuccess: { rejected: 5, message: 'too old' } };
    const control = (body: unknown) =>
      fetch(`${otlp.controlUrl}/_fault`, { method: 'POST', body: JSON.stringify(body) });
    expect((await control(fault)).status).toBe(200);
    expect(await (await post('/v1/traces', spanOf({}))).json()).toEqual({
      partialSuccess: { rejectedSpans: 1, errorMessage: 'too old' },
    });
    expect(otlp.received).toEqual([]);
    expect((await control({ partialSuccess: { rejected: -1, message: '' } })).status).toBe(400);
  });

  const point = { timeUnixNano, asInt: '1' };
  const cumulative = { aggregationTemporality: 2 };
  it.each([
    ['no object', [], /no|object/],
    [
      'a metric without a name',
      metricOf({ gauge: { dataPoints: [point] } }, { name: '' }),
      /no name/,
    ],
    ['a metric without data', metricOf({}), /no data/],
    ['a point without a time', metricOf({ gauge: { dataPoints: [{ asInt: '1' }] } }), /no time/],
    [
      'a point without a value',
      metricOf({ gauge: { dataPoints: [{ timeUnixNano }] } }),
      /no value/,
    ],
    ['a sum of no temporality', metricOf({ sum: { dataPoints: [point] } }), /temporality/],
    [
      'an attribute that is there twice',
      metricOf({ gauge: { dataPoints: [{ ...point, attributes: [{ key: 'a' }, { key: 'a' }] }] } }),
      /twice/,
    ],
    [
      'buckets that do not fit their bounds',
      metricOf({
        histogram: {
          ...cumulative,
          dataPoints: [{ timeUnixNano, count: '1', bucketCounts: ['1'], explicitBounds: [1] }],
        },
      }),
      /1 buckets for 1 bounds/,
    ],
    [
      'bounds that do not ascend',
      metricOf({
        histogram: {
          ...cumulative,
          dataPoints: [
            { timeUnixNano, count: '3', bucketCounts: ['1', '1', '1'], explicitBounds: [2, 1] },
          ],
        },
      }),
      /ascend/,
    ],
    [
      'buckets that do not add up to the count',
      metricOf({
        exponentialHistogram: {
          ...cumulative,
          dataPoints: [
            { timeUnixNano, count: '3', zeroCount: '1', positive: { bucketCounts: ['1'] } },
          ],
        },
      }),
      /add up to 2/,
    ],
    [
      'an exemplar with a short id',
      metricOf({
        gauge: { dataPoints: [{ ...point, exemplars: [{ asInt: '1', traceId: 'ab' }] }] },
      }),
      /wrong length/,
    ],
  ])('refuses %s', async (_, body, reason) => {
    const response = await post('/v1/metrics', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      message: expect.stringMatching(reason) as string,
    });
    expect(otlp.received).toEqual([]);
    expect(otlp.refused).toMatchObject([{ status: 400 }]);
  });

  it.each([
    ['an id of zeros', { traceId: '0'.repeat(32) }, /trace id/],
    ['a short id', { spanId: 'ab' }, /span id/],
    ['an id that is not hexadecimal', { traceId: 'CvdlGRbNQ92ESOshHIAxnA==' }, /hexadecimal/],
    ['an end before its start', { endTimeUnixNano: '0' }, /ends before/],
  ])('refuses a span with %s', async (_, fields, reason) => {
    const response = await post('/v1/traces', spanOf(fields));
    expect(await response.json()).toMatchObject({
      message: expect.stringMatching(reason) as string,
    });
  });

  it.each([
    [
      'bytes that end too early',
      '/v1/metrics',
      'application/x-protobuf',
      new Uint8Array([10, 50, 1]),
      400,
    ],
    ['an unknown type', '/v1/metrics', 'text/plain', new Uint8Array(), 415],
    ['logs', '/v1/logs', 'application/json', new Uint8Array(), 404],
  ])('refuses %s', async (_, path, type, body, status) => {
    expect((await post(path, body, { 'content-type': type })).status).toBe(status);
    expect(otlp.refused).toMatchObject([{ status }]);
  });

  it('takes an empty request, which has nothing in it', async () => {
    const headers = { 'content-type': 'application/x-protobuf' };
    const response = await post('/v1/metrics', new Uint8Array(), headers);
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    expect([otlp.received, otlp.refused]).toEqual([[], []]);
  });
});
