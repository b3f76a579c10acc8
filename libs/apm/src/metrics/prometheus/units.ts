/** Prometheus' words for UCUM units (OpenTelemetry "Prometheus and OpenMetrics Compatibility", "Metric Metadata"). */
const words = new Map(
  Object.entries({
    d: 'days',
    h: 'hours',
    min: 'minutes',
    s: 'seconds',
    ms: 'milliseconds',
    us: 'microseconds',
    ns: 'nanoseconds',
    By: 'bytes',
    KiBy: 'kibibytes',
    MiBy: 'mebibytes',
    GiBy: 'gibibytes',
    TiBy: 'tebibytes',
    KBy: 'kilobytes',
    kBy: 'kilobytes',
    MBy: 'megabytes',
    GBy: 'gigabytes',
    TBy: 'terabytes',
    m: 'meters',
    V: 'volts',
    A: 'amperes',
    J: 'joules',
    W: 'watts',
    g: 'grams',
    Cel: 'celsius',
    Hz: 'hertz',
    '%': 'percent',
  }),
);

/** What stands below the line of a rate. */
const per = new Map(
  Object.entries({
    s: 'second',
    m: 'minute',
    min: 'minute',
    h: 'hour',
    d: 'day',
    w: 'week',
    mo: 'month',
    y: 'year',
  }),
);

const clean = (word: string): string => word.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');

/**
 * The suffix that a unit gives to a name in Prometheus: `s` → `seconds`, `By/s` → `bytes_per_second`.
 * Empty for none: annotations such as `{request}` are no units, and `1` is one of gauges only (`ratio`).
 */
export function prometheusUnit(unit: string, gauge: boolean): string {
  const plain = unit.replace(/\{[^}]*\}/g, '').trim();
  if (plain === '1') return gauge ? 'ratio' : '';
  const slash = plain.indexOf('/');
  const above = slash < 0 ? plain : plain.slice(0, slash);
  const below = slash < 0 ? '' : plain.slice(slash + 1);
  const numerator = words.get(above) ?? clean(above);
  if (below === '') return numerator;
  const denominator = `per_${per.get(below) ?? clean(below)}`;
  return numerator === '' ? denominator : `${numerator}_${denominator}`;
}
