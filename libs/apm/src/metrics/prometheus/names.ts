import { type InstrumentKind } from '../instrument.ts';
import { prometheusUnit } from './units.ts';

/** How a metric is called in Prometheus. */
export interface PrometheusName {
  /** Of the whole metric: without `_total`, `_bucket`, `_sum` … */
  readonly family: string;
  /** What OpenMetrics' UNIT says; only where `family` ends with it, empty otherwise. */
  readonly unit: string;
}

const withLegalStart = (name: string): string => (/^\d/.test(name) ? `_${name}` : name);

/** A label's name: everything but ASCII letters, digits and `_` becomes `_`. */
export function prometheusLabel(attribute: string): string {
  return withLegalStart(attribute.replace(/[^a-zA-Z0-9_]/g, '_'));
}

/**
 * The name of an instrument by the rules of OpenTelemetry's "Prometheus and OpenMetrics Compatibility":
 * `http.server.request.duration` in `s` → `http_server_request_duration_seconds`.
 */
export function prometheusName(
  name: string,
  kind: InstrumentKind,
  ucumUnit: string,
): PrometheusName {
  const legal = withLegalStart(name.replace(/[^a-zA-Z0-9]+/g, '_').replace(/_+$/, ''));
  const base = kind === 'counter' ? legal.replace(/_total$/, '') : legal;
  const unit = prometheusUnit(ucumUnit, kind === 'gauge');
  const said = unit === '' || `_${base}_`.includes(`_${unit}_`);
  const family = said ? base : `${base}_${unit}`;
  return { family, unit: unit !== '' && family.endsWith(`_${unit}`) ? unit : '' };
}

const suffixes: Readonly<Record<InstrumentKind, readonly string[]>> = {
  counter: ['', '_total', '_created'],
  updowncounter: [''],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count', '_created'],
};

/** Every name that the samples and the family of an instrument use; no two instruments may share one. */
export function reservedNames(name: string, kind: InstrumentKind, unit: string): readonly string[] {
  const { family } = prometheusName(name, kind, unit);
  return suffixes[kind].map((suffix) => family + suffix);
}
