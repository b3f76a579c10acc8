import { type Attributes, type HrTime } from '@opentelemetry/api';

import { prometheusLabel } from './names.ts';

const escapes = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['"', '\\"'],
]);

/** A label's value, and OpenMetrics' HELP. */
export function escapeQuoted(text: string): string {
  return text.replace(/[\\\n"]/g, (each) => escapes.get(each) ?? each).toWellFormed();
}

/** HELP of the text format 0.0.4, where a quotation mark stands for itself. */
export function escapeHelp(text: string): string {
  return text.replace(/[\\\n]/g, (each) => escapes.get(each) ?? each).toWellFormed();
}

/** A number as Go and the OpenMetrics grammar read it; the shortest text that gives the same number. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}

/** The value of `le`: always with a point or an exponent ("Canonical Numbers"), so that it never varies. */
export function formatFloat(value: number): string {
  const text = formatNumber(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Seconds since 1970, to the nanosecond. */
export function formatTime([seconds, nanoseconds]: HrTime): string {
  const fraction = String(nanoseconds).padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? `${seconds}` : `${seconds}.${fraction}`;
}

/** `{a="b",c="d"}`, or nothing for no attributes. */
export function labelText(attributes: Attributes): string {
  const pairs = Object.entries(attributes).map(
    ([name, value]) => `${prometheusLabel(name)}="${escapeQuoted(String(value))}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
