/** One line of samples. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  readonly exemplar?: {
    readonly labels: ReadonlyMap<string, string>;
    readonly value: number;
    readonly timestamp: number;
  };
}

/** One metric family. */
export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly help?: string;
  readonly samples: readonly ParsedSample[];
}

const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  info: ['_info'],
};

const namePattern = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const numberPattern = String.raw`[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN`;

/**
 * Reads OpenMetrics 1.0 strictly, and independently of the writer: everything that the specification
 * forbids and that the writer could do is an error.
 */
export function parseOpenMetrics(text: string): readonly ParsedFamily[] {
  if (!text.endsWith('# EOF\n')) throw new Error('the text does not end with "# EOF"');
  const lines = text.slice(0, -'# EOF\n'.length).split('\n');
  if (lines.pop() !== '') throw new Error('the last line is not ended');
  const families: (ParsedFamily & { samples: ParsedSample[] })[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const meta = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line);
    if (meta !== null) {
      const [, kind = '', name = '', rest = ''] = meta;
      let family = families.at(-1);
      if (family?.name !== name) {
        if (seen.has(name)) throw new Error(`family ${name} comes twice`);
        seen.add(name);
        families.push((family = { name, type: 'unknown', samples: [] }));
      }
      if (family.samples.length > 0) throw new Error(`metadata of ${name} after its samples`);
      if (kind === 'UNIT' && !name.endsWith(`_${rest}`))
        throw new Error(`${name} is not in ${rest}`);
      Object.assign(family, { [kind.toLowerCase()]: kind === 'HELP' ? unescape(rest) : rest });
      continue;
    }
    const sample = parseSample(line);
    const family = families.at(-1);
    const suffix = family && sample.name.slice(family.name.length);
    if (!family || !sample.name.startsWith(family.name) || suffix === undefined)
      throw new Error(`a sample without a family: ${line}`);
    if (!suffixes[family.type]?.includes(suffix))
      throw new Error(`${family.type} has no ${suffix}`);
    if (sample.exemplar && suffix !== '_total' && suffix !== '_bucket')
      throw new Error(`no exemplars there: ${line}`);
    const id = JSON.stringify([sample.name, [...sample.labels].sort()]);
    if (seen.has(id)) throw new Error(`the same sample twice: ${line}`);
    seen.add(id);
    family.samples.push(sample);
  }
  for (const family of families) if (family.type === 'histogram') checkHistogram(family);
  return families;
}

function parseSample(line: string): ParsedSample {
  const pattern = new RegExp(
    String.raw`^(${namePattern})(\{.*?\})? (${numberPattern})(?: # (\{.*\}) (${numberPattern}) (\d+(?:\.\d+)?))?$`,
  );
  // A label's value may hold anything, "} 1" too: labels are taken off first.
  const [head, labels, rest] = splitLabels(line);
  const match = pattern.exec(`${head} ${rest}`);
  if (match === null) throw new Error(`not a sample: ${line}`);
  const [, name = '', , value = '', exemplarLabels, exemplarValue, timestamp] = match;
  if (exemplarLabels === undefined) return { name, labels, value: number(value) };
  const [, parsed] = splitLabels(exemplarLabels);
  const length = [...parsed].flat().join('').length;
  if (length > 128) throw new Error(`labels of an exemplar are too long: ${length}`);
  const exemplar = {
    labels: parsed,
    value: number(exemplarValue ?? ''),
    timestamp: Number(timestamp),
  };
  return { name, labels, value: number(value), exemplar };
}

function splitLabels(line: string): [head: string, labels: Map<string, string>, rest: string] {
  const start = /^[a-zA-Z0-9_:]*\{/.exec(line)?.[0].length;
  if (start === undefined) {
    const space = line.indexOf(' ');
    return [line.slice(0, space), new Map(), line.slice(space + 1)];
  }
  const labels = new Map<string, string>();
  const one = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"([,}])/y;
  one.lastIndex = start;
  for (;;) {
    const match = one.exec(line);
    if (match === null) throw new Error(`bad labels: ${line}`);
    const [, name = '', value = '', end] = match;
    if (labels.has(name)) throw new Error(`label ${name} comes twice: ${line}`);
    labels.set(name, unescape(value));
    if (end === '}') break;
  }
  return [line.slice(0, start - 1), labels, line.slice(one.lastIndex + 1)];
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, each: string) => (each === 'n' ? '\n' : each));
}

function number(text: string): number {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  return Number(text);
}

function checkHistogram({ name, samples }: ParsedFamily): void {
  const groups = Map.groupBy(samples, ({ labels }) =>
    JSON.stringify([...labels].filter(([label]) => label !== 'le')),
  );
  for (const group of groups.values()) {
    const buckets = group.filter((each) => each.name === `${name}_bucket`);
    const count = group.find((each) => each.name === `${name}_count`)?.value;
    const bounds = buckets.map(({ labels }) => number(labels.get('le') ?? ''));
    if (bounds.at(-1) !== Infinity) throw new Error(`${name} has no bucket up to +Inf`);
    if (buckets.at(-1)?.value !== count)
      throw new Error(`${name}: the last bucket is not the count`);
    for (const [index, { value, exemplar }] of buckets.entries()) {
      const below = index === 0 ? -Infinity : (bounds[index - 1] ?? NaN);
      const bound = bounds[index] ?? NaN;
      if (bound <= below) throw new Error(`${name}: bounds do not ascend`);
      if (value < (buckets[index - 1]?.value ?? 0)) throw new Error(`${name}: counts descend`);
      if (exemplar && !(exemplar.value > below && exemplar.value <= bound))
        throw new Error(`${name}: an exemplar of ${exemplar.value} up to ${bound}`);
    }
  }
}
