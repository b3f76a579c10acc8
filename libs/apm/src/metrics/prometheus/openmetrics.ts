import { type Collection } from '../collection.ts';
import { type Exemplar } from '../exemplar-store.ts';
import { type InstrumentKind } from '../instrument.ts';
import { prometheusName } from './names.ts';
import { samplesOf } from './samples.ts';
import { escapeQuoted, formatNumber, labelText } from './syntax.ts';

const types: Readonly<Record<InstrumentKind, string>> = {
  counter: 'counter',
  // A value that goes up and down by steps is a gauge to Prometheus.
  updowncounter: 'gauge',
  gauge: 'gauge',
  histogram: 'histogram',
};

/** A collection as OpenMetrics 1.0 text, with units, creation times and exemplars. */
export function writeOpenMetrics({ resourceMetrics, metrics }: Collection): string {
  const lines = [
    '# TYPE target info',
    '# HELP target What is measured',
    `target_info${labelText(resourceMetrics.resource.attributes)} 1`,
  ];
  for (const metric of metrics) {
    const { name, unit: ucumUnit, description } = metric.data.descriptor;
    const { family, unit } = prometheusName(name, metric.kind, ucumUnit);
    lines.push(`# TYPE ${family} ${types[metric.kind]}`);
    if (unit !== '') lines.push(`# UNIT ${family} ${unit}`);
    if (description !== '') lines.push(`# HELP ${family} ${escapeQuoted(description)}`);
    for (const { suffix, labels, value, exemplar } of samplesOf(metric))
      lines.push(`${family}${suffix}${labels} ${value}${exemplarText(exemplar)}`);
  }
  lines.push('# EOF', '');
  return lines.join('\n');
}

/** Names and values are 63 characters together, of the 128 that "Exemplars" allows. */
function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  const { traceId, spanId, value, timeMs } = exemplar;
  const labels = `{trace_id="${traceId}",span_id="${spanId}"}`;
  return ` # ${labels} ${formatNumber(value)} ${timeMs / 1000}`;
}
