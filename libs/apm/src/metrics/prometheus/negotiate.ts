import { type Collection } from '../collection.ts';
import { writeOpenMetrics } from './openmetrics.ts';
import { writePrometheusText } from './text-format.ts';

/** A text format that a scrape can be answered in. */
export interface TextFormat {
  readonly contentType: string;
  write(collection: Collection): string;
}

const openMetrics: TextFormat = {
  contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  write: writeOpenMetrics,
};
const prometheusText: TextFormat = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  write: writePrometheusText,
};

/** Versions that OpenMetrics 1.0 satisfies: it is compatible with its last draft. */
const openMetricsVersions = [undefined, '1.0.0', '0.0.1'];

/**
 * The format that the header `Accept` of a scrape prefers (RFC 9110, section 12.5.1). OpenMetrics only
 * for who names it; everything else, an absent header too, gets the text format that everybody reads.
 */
export function negotiateText(accept = ''): TextFormat {
  const best = { openMetrics: 0, text: 0 };
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const named = new Map(parameters.map((each) => split(each)));
    const quality = Number(named.get('q') ?? 1);
    if (!(quality >= 0 && quality <= 1)) continue;
    if (type !== 'application/openmetrics-text') best.text = Math.max(best.text, quality);
    else if (openMetricsVersions.includes(named.get('version')))
      best.openMetrics = Math.max(best.openMetrics, quality);
  }
  return best.openMetrics > 0 && best.openMetrics >= best.text ? openMetrics : prometheusText;
}

function split(parameter: string): readonly [string, string] {
  const [name = '', value = ''] = parameter.split('=');
  return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
}
