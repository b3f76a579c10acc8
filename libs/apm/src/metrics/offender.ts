/** An attribute that took more values than its instrument may have series for. */
export interface Offender {
  readonly instrument: string;
  /** Its name; of an instrument with too many series the attribute that takes the most values. */
  readonly attribute: string;
  /** Which bound was reached: values of this attribute, series of the instrument, or names of attributes. */
  readonly limit: 'values' | 'series' | 'names';
  /** The bound. */
  readonly max: number;
  /** Different values (`series`: combinations) that were refused, estimated within a few percent. */
  readonly distinctRefused: number;
  /** Measurements that were counted under `__overflow__` for it; none of them is lost from the totals. */
  readonly measurements: number;
  /** The first 16 hexadecimal digits of the SHA-256 of the first value that was refused. */
  readonly firstValueHash: string;
}

/** One line for people: who, how much, and how to recognise the value that began it. */
export function describeOffender(offender: Offender): string {
  const { instrument, attribute, limit, max, distinctRefused, measurements } = offender;
  const what = {
    values: `attribute "${attribute}" of ${instrument} has more than ${max} values`,
    series: `${instrument} has more than ${max} series, most of them by attribute "${attribute}"`,
    names: `${instrument} has more than ${max} attributes, "${attribute}" is one too many`,
  }[limit];
  return (
    `${what}: about ${distinctRefused} different ones refused in ${measurements} measurements; ` +
    `the first has the SHA-256 ${offender.firstValueHash}…`
  );
}
