import { type Attributes, type Context, type Meter } from '@opentelemetry/api';

import { ApmError } from '../errors.ts';
import { prometheusLabel, reservedNames } from './prometheus/names.ts';

/** The values of an attribute: exactly these, or any of a type, which the guard bounds. */
export type AttributeDeclaration = readonly [string, ...string[]] | 'string' | 'number' | 'boolean';

interface AnyDeclaration {
  /** In OpenTelemetry's style, e.g. `unite.contacts.imported`. */
  readonly name: string;
  /** UCUM, e.g. `s`, `By`, `{contact}`. */
  readonly unit: string;
  /** One sentence for dashboards and `HELP`. */
  readonly description: string;
  /** Every measurement has all of them. Default: none. */
  readonly attributes?: Readonly<Record<string, AttributeDeclaration>>;
}

/** One metric: what is measured, and by what it can be broken down. */
export type MetricDeclaration =
  | (AnyDeclaration & { readonly type: 'counter' | 'updowncounter' | 'gauge' })
  | (AnyDeclaration & {
      readonly type: 'histogram';
      /**
       * Ascending upper bounds in `unit`; or `exponential`: they follow the values, as far as
       * `createMetrics` is given {@link MetricDeclarations.exponentialHistograms}.
       */
      readonly buckets: readonly number[] | 'exponential';
    });

/** Metrics by the name that code has for them. */
export type MetricDeclarationMap = Readonly<Record<string, MetricDeclaration>>;

type ValueOf<D extends AttributeDeclaration> = D extends readonly string[]
  ? D[number]
  : D extends 'string'
    ? string
    : D extends 'number'
      ? number
      : boolean;

type AttributesOf<D extends MetricDeclaration> = {
  readonly [A in keyof NonNullable<D['attributes']>]: ValueOf<NonNullable<D['attributes']>[A]>;
};

/** Nothing more to give when nothing was declared. */
type Rest<A> = keyof A extends never
  ? [attributes?: Record<string, never>, context?: Context]
  : [attributes: A, context?: Context];

/** `add` for what is counted, `record` for what is measured; attributes exactly as declared. */
export type DeclaredInstrument<D extends MetricDeclaration> = D['type'] extends
  'counter' | 'updowncounter'
  ? { add(value: number, ...rest: Rest<AttributesOf<D>>): void }
  : { record(value: number, ...rest: Rest<AttributesOf<D>>): void };

/** What `declareMetrics` makes. */
export interface MetricDeclarations<D extends MetricDeclarationMap = MetricDeclarationMap> {
  readonly declarations: D;
  /** For the option of that name of `createMetrics`. */
  readonly exponentialHistograms: readonly string[];
  /** The instruments themselves, of any meter of the API: nothing stands between them and the caller. */
  instruments(meter: Meter): { readonly [N in keyof D]: DeclaredInstrument<D[N]> };
}

/**
 * Declares the metrics of an application in one place, from which instruments, the Agent's configuration
 * and dashboards are made.
 * @throws {ApmError} APM_METRIC_INVALID for names, attributes or buckets that no output could write
 * @example
 * const appMetrics = declareMetrics({
 *   contactsImported: {
 *     type: 'counter', name: 'unite.contacts.imported', unit: '{contact}',
 *     description: 'Contacts that were imported', attributes: { source: ['google', 'csv'] },
 *   },
 * });
 * const { contactsImported } = appMetrics.instruments(pipeline.meterProvider.getMeter('app'));
 * contactsImported.add(3, { source: 'google' });
 */
export function declareMetrics<const D extends MetricDeclarationMap>(
  declarations: D,
): MetricDeclarations<D> {
  const all: readonly MetricDeclaration[] = Object.values(declarations);
  const taken = new Set<string>();
  for (const each of all) {
    checkDeclaration(each);
    for (const name of reservedNames(each.name, each.type, each.unit)) {
      if (taken.has(name)) throw invalid(each.name, `is ${name} in Prometheus, as another one is`);
      taken.add(name);
    }
  }
  return {
    declarations,
    exponentialHistograms: all.flatMap((each) =>
      each.type === 'histogram' && each.buckets === 'exponential' ? each.name : [],
    ),
    instruments: (meter) =>
      // Object.entries forgets which names there are; each gets the instrument of its declaration.
      Object.fromEntries(
        Object.entries<MetricDeclaration>(declarations).map(([id, each]) => [
          id,
          createInstrument(meter, each),
        ]),
      ) as unknown as ReturnType<MetricDeclarations<D>['instruments']>,
  };
}

function createInstrument(meter: Meter, declaration: MetricDeclaration) {
  const { name, unit, description } = declaration;
  const options = { unit, description };
  switch (declaration.type) {
    case 'counter':
      return meter.createCounter<Attributes>(name, options);
    case 'updowncounter':
      return meter.createUpDownCounter<Attributes>(name, options);
    case 'gauge':
      return meter.createGauge<Attributes>(name, options);
    case 'histogram': {
      if (declaration.buckets === 'exponential') return meter.createHistogram(name, options);
      const advice = { explicitBucketBoundaries: [...declaration.buckets] };
      return meter.createHistogram<Attributes>(name, { ...options, advice });
    }
  }
}

const invalid = (name: string, problem: string): ApmError =>
  new ApmError('APM_METRIC_INVALID', `metric ${name} ${problem}`);

function checkDeclaration(declaration: MetricDeclaration): void {
  const { name, description, attributes = {} } = declaration;
  if (!/^[a-z][a-z0-9_.]{0,199}$/.test(name))
    throw invalid(name, 'needs a name of lower-case letters, digits, "_" and ".", a letter first');
  if (description === '') throw invalid(name, 'needs a description');
  const labels = Object.keys(attributes).map(prometheusLabel);
  for (const [index, label] of labels.entries())
    if (label === 'le' || label === 'quantile' || labels.indexOf(label) !== index)
      throw invalid(name, `cannot have the attribute ${label}: it is taken`);
  if (declaration.type === 'histogram' && declaration.buckets !== 'exponential') {
    const { buckets } = declaration;
    const ascending = buckets.every(
      (bound, index) => index === 0 || bound > Number(buckets[index - 1]),
    );
    if (buckets.length === 0 || !ascending || !buckets.every(Number.isFinite))
      throw invalid(name, 'needs buckets: finite upper bounds, each above the one before');
  }
}
