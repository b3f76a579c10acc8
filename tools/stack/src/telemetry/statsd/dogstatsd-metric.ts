import {
  isFault,
  parseFields,
  parseTags,
  parseTimestamp,
  type LineFault,
} from './dogstatsd-fields.ts';

/** Count, gauge, timer, histogram, distribution, set. */
export type StatsdMetricType = 'c' | 'g' | 'ms' | 'h' | 'd' | 's';

/** A line with one or more values of a metric. */
export interface StatsdMetric {
  readonly kind: 'metric';
  readonly name: string;
  readonly type: StatsdMetricType;
  /** Numbers in the order of the line; one text for a set. */
  readonly values: readonly (number | string)[];
  /** Share of the values that were sent, above 0 and up to 1. */
  readonly sampleRate: number;
  readonly tags: readonly string[];
  /** Epoch seconds (protocol v1.3). */
  readonly timestampSeconds?: number;
  /** Protocol v1.2. */
  readonly containerId?: string;
  /** Protocol v1.4. */
  readonly externalData?: string;
  /** Protocol v1.5: none, low, orchestrator or high. */
  readonly cardinality?: string;
}

const types: readonly string[] = ['c', 'g', 'ms', 'h', 'd', 's'] satisfies StatsdMetricType[];
const sampled: readonly string[] = ['c', 'ms', 'h', 'd'] satisfies StatsdMetricType[];
const stamped: readonly string[] = ['c', 'g'] satisfies StatsdMetricType[];
const cardinalities = ['none', 'low', 'orchestrator', 'high'];
const namePattern = /^[A-Za-z][A-Za-z0-9_.]{0,199}$/;
const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Parses `name:value[:value…]|type[|@rate][|#tags][|c:container][|Tseconds]…`
 * (docs.datadoghq.com, "Datagram Format and Shell Usage"). Stricter than the Agent: what it would
 * take and change silently, e.g. a name with a blank, is refused.
 */
export function parseMetric(line: string): StatsdMetric | LineFault {
  const [head = '', type = '', ...rest] = line.split('|');
  const colon = head.indexOf(':');
  const name = head.slice(0, Math.max(colon, 0));
  if (!namePattern.test(name)) return { reason: `"${name || head}" is no metric name` };
  if (!isType(type)) return { reason: `"${type}" is no metric type` };
  const values = parseValues(head.slice(colon + 1), type);
  if (isFault(values)) return values;
  const fields = parseFields(rest, ['@', '#', 'c:', 'e:', 'card:', 'T']);
  if (isFault(fields)) return fields;
  const sampleRate = parseSampleRate(fields.get('@'), type);
  if (isFault(sampleRate)) return sampleRate;
  const tags = parseTags(fields);
  if (isFault(tags)) return tags;
  const timestampSeconds = parseTimestamp(fields, 'T');
  if (isFault(timestampSeconds)) return timestampSeconds;
  if (timestampSeconds !== undefined && !stamped.includes(type)) {
    return { reason: `values of type ${type} have no timestamp` };
  }
  const origin = parseOrigin(fields);
  if (isFault(origin)) return origin;
  return {
    kind: 'metric',
    name,
    type,
    values,
    sampleRate,
    tags,
    ...(timestampSeconds !== undefined && { timestampSeconds }),
    ...origin,
  };
}

function isType(text: string): text is StatsdMetricType {
  return types.includes(text);
}

function parseValues(text: string, type: StatsdMetricType): (number | string)[] | LineFault {
  if (type === 's') return text === '' ? { reason: 'the value of the set is empty' } : [text];
  const values = text.split(':');
  const wrong = values.find((value) => !numberPattern.test(value) || !isFinite(Number(value)));
  return wrong === undefined ? values.map(Number) : { reason: `the value "${wrong}" is no number` };
}

function parseSampleRate(field: string | undefined, type: StatsdMetricType): number | LineFault {
  if (field === undefined) return 1;
  if (!sampled.includes(type)) return { reason: `values of type ${type} have no sample rate` };
  const rate = numberPattern.test(field) ? Number(field) : 0;
  return rate > 0 && rate <= 1 ? rate : { reason: `the sample rate "${field}" is not in (0, 1]` };
}

function parseOrigin(
  fields: ReadonlyMap<string, string>,
): Pick<StatsdMetric, 'containerId' | 'externalData' | 'cardinality'> | LineFault {
  const containerId = fields.get('c:');
  const externalData = fields.get('e:');
  const cardinality = fields.get('card:');
  if (containerId === '' || externalData === '') return { reason: 'an origin field is empty' };
  if (cardinality !== undefined && !cardinalities.includes(cardinality)) {
    return { reason: `"${cardinality}" is no cardinality` };
  }
  return {
    ...(containerId !== undefined && { containerId }),
    ...(externalData !== undefined && { externalData }),
    ...(cardinality !== undefined && { cardinality }),
  };
}
