import { OtlpFault, readAttributes, readId, readInteger } from './otlp-origin.ts';
import type { OtlpExemplar } from './otlp-point.ts';
import type { WireExemplar, WireNumber } from './otlp-wire.ts';

/**
 * The value of a point or an exemplar of the metric.
 *
 * @throws {OtlpFault} when there is none
 */
export function readNumber({ asDouble, asInt }: WireNumber, name: string): number | string {
  if (asInt !== undefined) return readInteger(asInt);
  if (asDouble === undefined) throw new OtlpFault(`a point of ${name} has no value`);
  return asDouble;
}

/**
 * Exemplars of a point of the metric.
 *
 * @throws {OtlpFault} when the id of a trace or span has a wrong length
 */
export function readExemplars(exemplars: readonly WireExemplar[], name: string): OtlpExemplar[] {
  return exemplars.map((exemplar) => {
    const traceId = readId(exemplar.traceId);
    const spanId = readId(exemplar.spanId);
    if (![0, 32].includes(traceId.length) || ![0, 16].includes(spanId.length)) {
      throw new OtlpFault(`an exemplar of ${name} has an id of a wrong length`);
    }
    return {
      value: readNumber(exemplar, name),
      timeUnixNano: exemplar.timeUnixNano,
      traceId,
      spanId,
      attributes: readAttributes(exemplar.filteredAttributes),
    };
  });
}
