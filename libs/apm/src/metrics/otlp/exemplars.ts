import { type Collection } from '../collection.ts';
import { type Exemplar } from '../exemplar-store.ts';
import {
  append,
  appendMessage,
  emptyParts,
  fieldsOf,
  varintBytes,
  wire,
  type Parts,
} from './protobuf.ts';

/** Way from the request to the data points: the fields of opentelemetry/proto/metrics/v1/metrics.proto. */
const dataOfMetric = 3;
/** The data of a metric (gauge, sum, histogram, exponential histogram) and its points' field of exemplars. */
const exemplarField = new Map([
  [5, 5],
  [7, 5],
  [9, 8],
  [10, 11],
]);
/** Fields that hold the next level: resource_metrics, scope_metrics, metrics. */
const levels = [1, 2, 2];

/**
 * The official serialiser's bytes with exemplars in their data points, which it leaves out: its data points
 * are in the order of the collection, so the n-th gets the exemplars of the n-th.
 * @param exemplars by data point
 */
export function withExemplars(
  request: Uint8Array,
  exemplars: readonly (readonly Exemplar[])[],
): Uint8Array {
  let point = 0;

  function rewrite(start: number, end: number, level: number, pointField: number): Parts {
    const parts = emptyParts();
    for (const field of fieldsOf(request, start, end)) {
      const next = nextLevel(field.number, level);
      if (next === undefined) append(parts, request.subarray(field.start, field.end));
      else {
        const points = level === dataOfMetric ? (exemplarField.get(field.number) ?? 0) : pointField;
        const inner = rewrite(field.valueStart, field.end, next, points);
        appendMessage(parts, field.number, inner);
      }
    }
    if (level === dataOfMetric + 2) {
      for (const each of exemplars[point] ?? []) appendMessage(parts, pointField, encode(each));
      point += 1;
    }
    return parts;
  }

  return Buffer.concat(rewrite(0, request.length, 0, 0).chunks);
}

/** The level inside the field, or `undefined` for fields that are copied. */
function nextLevel(number: number, level: number): number | undefined {
  if (level < dataOfMetric) return number === levels[level] ? level + 1 : undefined;
  if (level === dataOfMetric) return exemplarField.has(number) ? level + 1 : undefined;
  // data_points is field 1 of each kind of data.
  if (level === dataOfMetric + 1) return number === 1 ? level + 1 : undefined;
  return undefined;
}

/** The message Exemplar: time_unix_nano 2, as_double 3, span_id 4, trace_id 5. */
function encode({ traceId, spanId, value, timeMs }: Exemplar): Parts {
  const fixed = Buffer.alloc(18);
  fixed.writeUInt8(2 * 8 + wire.fixed64, 0);
  fixed.writeBigUInt64LE(BigInt(Math.round(timeMs)) * 1_000_000n, 1);
  fixed.writeUInt8(3 * 8 + wire.fixed64, 9);
  fixed.writeDoubleLE(value, 10);
  const parts = emptyParts();
  append(parts, fixed);
  for (const [number, id] of [
    [4, spanId],
    [5, traceId],
  ] as const) {
    const bytes = Buffer.from(id, 'hex');
    append(parts, varintBytes(number * 8 + wire.lengthDelimited));
    append(parts, varintBytes(bytes.length));
    append(parts, bytes);
  }
  return parts;
}

/** The exemplars of each data point of a collection that were not sent yet, in its order. */
export function exemplarsByPoint(
  { metrics }: Collection,
  sent: Pick<WeakSet<Exemplar>, 'has'>,
): readonly (readonly Exemplar[])[] {
  return metrics.flatMap(({ data, exemplars }) =>
    data.dataPoints.map(({ attributes }) =>
      exemplars(attributes).filter((exemplar) => !sent.has(exemplar)),
    ),
  );
}
