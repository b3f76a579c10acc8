import { createNoopMeter, type Meter } from '@opentelemetry/api';

import { parseOpenMetrics } from '../../gate/metrics-openmetrics.ts';
import { isApmError } from '../errors.ts';
import { createMetrics, declareMetrics, type MetricDeclaration } from './index.ts';

const appMetrics = declareMetrics({
  contactsImported: {
    type: 'counter',
    name: 'unite.contacts.imported',
    unit: '{contact}',
    description: 'Contacts that were imported',
    attributes: { source: ['google', 'csv'], complete: 'boolean' },
  },
  openImports: {
    type: 'updowncounter',
    name: 'unite.imports.open',
    unit: '{import}',
    description: 'Imports that are under way',
  },
  importDuration: {
    type: 'histogram',
    name: 'unite.import.duration',
    unit: 's',
    description: 'Time from upload to the last contact',
    attributes: { source: ['google', 'csv'] },
    buckets: [0.1, 1, 10],
  },
  answerLength: {
    type: 'histogram',
    name: 'unite.ai.answer.length',
    unit: '{token}',
    description: 'Length of answers',
    attributes: { model: 'string' },
    buckets: 'exponential',
  },
});

/** Never called: its errors are the compiler's, which `typecheck` expects where they are marked. */
export function refusedByTheCompiler(meter: Meter): void {
  const { contactsImported, openImports, importDuration } = appMetrics.instruments(meter);
  // @ts-expect-error -- attributes are declared, so they are given
  contactsImported.add(1);
  // @ts-expect-error -- all of them
  contactsImported.add(1, { source: 'google' });
  // @ts-expect-error -- with a declared value
  contactsImported.add(1, { source: 'outlook', complete: true });
  // @ts-expect-error -- of the declared type
  contactsImported.add(1, { source: 'csv', complete: 'yes' });
  // @ts-expect-error -- and no others
  contactsImported.add(1, { source: 'csv', complete: true, user: 'ada' });
  // @ts-expect-error -- also where none are declared
  openImports.add(1, { user: 'ada' });
  // @ts-expect-error -- a counter adds
  contactsImported.record(1, { source: 'csv', complete: true });
  // @ts-expect-error -- a histogram records
  importDuration.add(1, { source: 'csv' });
  // @ts-expect-error -- and has buckets
  declareMetrics({ a: { type: 'histogram', name: 'a', unit: 's', description: 'A' } });
}

describe('declared metrics', () => {
  it('are instruments of the meter that they are asked of', async () => {
    const pipeline = createMetrics({
      resource: { 'service.name': 'api' },
      exponentialHistograms: appMetrics.exponentialHistograms,
    });
    const metrics = appMetrics.instruments(pipeline.meterProvider.getMeter('app'));
    metrics.contactsImported.add(3, { source: 'google', complete: true });
    metrics.openImports.add(1);
    metrics.importDuration.record(0.5, { source: 'csv' });
    metrics.answerLength.record(100, { model: 'small' });
    const families = parseOpenMetrics((await pipeline.scrape('application/openmetrics-text')).body);
    const sample = (name: string) =>
      families.flatMap(({ samples }) => samples).find((each) => each.name === name);
    expect(sample('unite_contacts_imported_total')).toMatchObject({
      value: 3,
      labels: new Map([
        ['complete', 'true'],
        ['source', 'google'],
      ]),
    });
    expect(sample('unite_imports_open')?.value).toBe(1);
    const bounds = (name: string) =>
      families
        .flatMap(({ samples }) => samples)
        .flatMap((each) => (each.name === name ? (each.labels.get('le') ?? []) : []));
    expect(bounds('unite_import_duration_seconds_bucket')).toEqual(['0.1', '1.0', '10.0', '+Inf']);
    expect(bounds('unite_ai_answer_length_bucket').at(-2)).toBe('128.0');
  });

  it('work with any meter', () => {
    const metrics = appMetrics.instruments(createNoopMeter());
    expect(() => metrics.openImports.add(1)).not.toThrow();
  });
});

describe('a declaration that no output could write', () => {
  const counter = { type: 'counter', name: 'a', unit: '', description: 'A' } as const;
  const histogram = { ...counter, type: 'histogram' } as const;

  it.each<[string, Record<string, MetricDeclaration>]>([
    ['needs a name', { a: { ...counter, name: 'Two words' } }],
    ['needs a description', { a: { ...counter, description: '' } }],
    ['needs buckets', { a: { ...histogram, buckets: [] } }],
    ['needs buckets', { a: { ...histogram, buckets: [2, 1] } }],
    ['needs buckets', { a: { ...histogram, buckets: [1, Infinity] } }],
    ['cannot have the attribute le', { a: { ...counter, attributes: { le: 'string' } } }],
    [
      'cannot have the attribute a_b',
      { a: { ...counter, attributes: { 'a.b': 'string', a_b: 'string' } } },
    ],
    ['is a_b in Prometheus', { a: { ...counter, name: 'a.b' }, b: { ...counter, name: 'a_b' } }],
    [
      'is a_count in Prometheus',
      { a: { ...histogram, buckets: [1] }, b: { ...counter, name: 'a.count' } },
    ],
  ])('is refused: %s', (problem, declarations) => {
    const declare = () => declareMetrics(declarations);
    expect(declare).toThrow(problem);
    try {
      declare();
    } catch (error) {
      expect(isApmError(error, 'APM_METRIC_INVALID')).toBe(true);
    }
  });
});
