import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';

import { CollectingReader } from '../collecting-reader.ts';
import { withExemplars } from './exemplars.ts';
import { fieldsOf, varintBytes } from './protobuf.ts';

/** What the official serialiser makes of measurements of every kind. */
async function request(values: readonly number[]): Promise<Uint8Array> {
  const reader = new CollectingReader();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  for (const [index, value] of values.entries()) {
    const attributes = { index: index % 3, text: 'x'.repeat(index) };
    meter.createCounter('counter', { unit: 'By', description: 'Bytes' }).add(value, attributes);
    meter.createGauge('gauge').record(value, attributes);
    meter.createHistogram('histogram').record(value, attributes);
  }
  const { resourceMetrics } = await reader.collect();
  return ProtobufMetricsSerializer.serializeRequest(resourceMetrics) ?? new Uint8Array();
}

const exemplar = { traceId: 'a1'.repeat(16), spanId: 'b2'.repeat(8), value: 1.5, timeMs: 1000.5 };

describe('a request without exemplars', () => {
  it('stays as the official serialiser wrote it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (values) => {
        const plain = await request(values);
        expect(Buffer.from(withExemplars(plain, []))).toEqual(Buffer.from(plain));
      }),
      { numRuns: 30 },
    );
  });
});

describe('an exemplar', () => {
  it('is written into its data point', async () => {
    const plain = await request([1]);
    // The counter's only point is the first, the histogram's the third.
    const first = Buffer.from(withExemplars(plain, [[exemplar]]));
    const third = Buffer.from(withExemplars(plain, [[], [], [exemplar]]));
    // time_unix_nano, as_double, span_id, trace_id of opentelemetry/proto/metrics/v1/metrics.proto.
    const message =
      '11400caa3b00000000' +
      '19000000000000f83f' +
      '2208b2b2b2b2b2b2b2b2' +
      '2a10a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1';
    const bytes = (message.length / 2).toString(16);
    // Field 5 of a NumberDataPoint, field 8 of a HistogramDataPoint.
    expect(first.toString('hex')).toContain(`2a${bytes}${message}`);
    expect(third.toString('hex')).toContain(`42${bytes}${message}`);
  });
});

describe('a varint', () => {
  it('reads back as the number that was written', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 28 - 1), fc.maxSafeNat(), (number, value) => {
        const bytes = Buffer.concat([varintBytes(number * 8), varintBytes(value)]);
        const [field] = fieldsOf(bytes, 0, bytes.length);
        expect(field).toMatchObject({ number, wireType: 0, end: bytes.length });
      }),
    );
  });

  it('that does not end is an error', () => {
    expect(() => [...fieldsOf(Uint8Array.of(8, 0x80), 0, 2)]).toThrow('ends within');
  });
});
