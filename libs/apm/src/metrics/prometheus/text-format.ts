import { type Collection } from '../collection.ts';
import { type InstrumentKind } from '../instrument.ts';
import { prometheusName } from './names.ts';
import { samplesOf } from './samples.ts';
import { escapeHelp, labelText } from './syntax.ts';

const types: Readonly<Record<InstrumentKind, string>> = {
  counter: 'counter',
  updowncounter: 'gauge',
  gauge: 'gauge',
  histogram: 'histogram',
};

/** A collection as Prometheus' text format 0.0.4: no units, creation times or exemplars. */
export function writePrometheusText({ resourceMetrics, metrics }: Collection): string {
  const lines = [
    '# HELP target_info What is measured',
    '# TYPE target_info gauge',
    `target_info${labelText(resourceMetrics.resource.attributes)} 1`,
  ];
  for (const metric of metrics) {
    const { name, unit, description } = metric.data.descriptor;
    const { family } = prometheusName(name, metric.kind, unit);
    // Here a counter's family is called as its sample is.
    const called = metric.kind === 'counter' ? `${family}_total` : family;
    if (description !== '') lines.push(`# HELP ${called} ${escapeHelp(description)}`);
    lines.push(`# TYPE ${called} ${types[metric.kind]}`);
    for (const { suffix, labels, value } of samplesOf(metric))
      if (suffix !== '_created') lines.push(`${family}${suffix}${labels} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}
