import { createHash } from 'node:crypto';
import * as fc from 'fast-check';

import { describeOffender, type Offender } from './offender.ts';
import { createSeriesTable, type SeriesLimits } from './series-table.ts';

function table(limits: Partial<SeriesLimits> = {}) {
  const altered: string[] = [];
  const offended: Offender[] = [];
  const made = createSeriesTable(
    'http.requests',
    { maxSeries: 2000, maxValuesPerAttribute: 100, maxAttributes: 32, ...limits },
    {
      altered: (attribute, reason) => altered.push(`${attribute} ${reason}`),
      offended: (offender) => offended.push(offender),
    },
  );
  return { ...made, altered, offended, find: made.find, offenders: made.offenders, table: made };
}

/** As JavaScript callers give them. */
const untyped = (value: object) => value as Record<string, string>;

describe('a series', () => {
  it('is the same for the same attributes in any order', () => {
    const { find } = table();
    const series = find({ method: 'GET', route: '/a' });
    expect(find({ route: '/a', method: 'GET' })).toBe(series);
    expect(find({ method: 'GET', route: '/a' })).toBe(series);
    expect(find({ method: 'GET', route: '/b' })).not.toBe(series);
  });

  it('is the same for values that are one label in Prometheus', () => {
    const { find } = table();
    expect(find({ ok: 'true' })).toBe(find({ ok: true }));
    expect(find({ 'http.route': '/a' })).toBe(find({ http_route: '/a' }));
    expect(find({ a: '' })).toBe(find({}));
    expect(find(undefined)).toBe(find({ a: undefined }));
    expect(find({ a: 'x\ud800' })).toBe(find({ a: 'x\udfff' }));
  });

  it('keeps numbers and booleans as they are', () => {
    expect(table().find({ status: 200, ok: true }).attributes).toEqual({ ok: true, status: 200 });
  });

  it('is not confused by values that look like others', () => {
    const { find } = table();
    expect(find({ a: '1","b":"2' })).not.toBe(find({ a: '1', b: '2' }));
  });

  it('is found by what is collected', () => {
    const { find, ofCollected } = table();
    const series = find({ b: 1, a: true, 10: 'x', 9: 'y' });
    expect(ofCollected({ ...series.attributes })).toBe(series);
    expect(ofCollected({ a: 'never recorded' })).toBeUndefined();
  });

  it('takes nothing but strings, numbers and booleans', () => {
    const { find, altered } = table();
    const given = { list: ['a'], map: {}, nothing: null, call: () => 1, big: 5n, kept: 'x' };
    expect(find(untyped(given)).attributes).toEqual({ kept: 'x' });
    expect(altered.toSorted()).toEqual(
      ['big', 'call', 'list', 'map', 'nothing'].map((name) => `${name} type`),
    );
  });

  it('leaves out names that the text formats use themselves', () => {
    const { find, altered } = table();
    expect(find({ le: '1', quantile: '2', __name__: '3', '': '4', job: 'x' }).attributes).toEqual({
      job: 'x',
    });
    expect(altered).toEqual([
      '__overflow__ reserved',
      '__overflow__ reserved',
      '__overflow__ reserved',
      '__overflow__ name',
    ]);
  });

  it('takes the first of two attributes that are one label', () => {
    const { find, altered } = table();
    expect(find({ 'a.b': 1, a_b: 2 }).attributes).toEqual({ 'a.b': 1 });
    expect(altered).toEqual(['a.b duplicate']);
  });

  it('has no ids in its values, and no long ones', () => {
    const { find, altered } = table();
    const given = { user: 'ada@example.com', order: 12345678, text: 'x'.repeat(1000) };
    expect(find(given).attributes).toEqual({
      user: '{email}',
      order: '{number}',
      text: 'x'.repeat(200),
    });
    expect(altered).toEqual(['user id_like', 'order id_like', 'text too_long']);
  });
});

describe('an attribute with too many values', () => {
  const attack = (count: number) => {
    const made = table({ maxValuesPerAttribute: 3 });
    for (let n = 0; n < count; n += 1) made.find({ route: '/a', colour: `shade ${n}` });
    return made;
  };

  it('keeps its first values and counts further ones as __overflow__', () => {
    const { find, table: made } = attack(10);
    expect(find({ route: '/a', colour: 'shade 2' }).attributes).toEqual({
      colour: 'shade 2',
      route: '/a',
    });
    expect(find({ route: '/a', colour: 'new' }).attributes).toEqual({
      colour: '__overflow__',
      route: '/a',
    });
    expect(made.size).toBe(4);
  });

  it('is named, once', () => {
    const { offended, offenders } = attack(10);
    expect(offended).toHaveLength(1);
    expect(offenders()).toEqual([
      {
        instrument: 'http.requests',
        attribute: 'colour',
        limit: 'values',
        max: 3,
        distinctRefused: 7,
        measurements: 7,
        firstValueHash: createHash('sha256').update('shade 3').digest('hex').slice(0, 16),
      },
    ]);
  });

  it('is described so that people find it', () => {
    const [offender] = attack(10).offenders();
    expect(offender && describeOffender(offender)).toBe(
      'attribute "colour" of http.requests has more than 3 values: about 7 different ones refused ' +
        `in 7 measurements; the first has the SHA-256 ${offender?.firstValueHash}…`,
    );
  });
});

describe('an instrument with too many series', () => {
  it('counts further ones in the series of the standard', () => {
    const { find, table: made, offenders } = table({ maxSeries: 4 });
    for (let n = 0; n < 10; n += 1) find({ few: n % 2, many: n });
    expect(made.size).toBe(5);
    expect(find({ few: 0, many: 9 }).attributes).toEqual({ 'otel.metric.overflow': true });
    const [{ attribute, limit, distinctRefused } = {}] = offenders();
    expect([attribute, limit, distinctRefused]).toEqual(['many', 'series', 6]);
  });
});

describe('an instrument with too many attributes', () => {
  it('takes the first ones', () => {
    const { find, offenders } = table({ maxAttributes: 2 });
    for (let n = 0; n < 50; n += 1) find({ a: 1, b: 2, [`name ${n}`]: 3 });
    expect(find({ a: 1, b: 2, other: 3 }).attributes).toEqual({ a: 1, b: 2 });
    expect(offenders()).toMatchObject([{ limit: 'names', attribute: 'name 0' }]);
  });
});

describe('the bounds', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.double());
  const attributes = fc.dictionary(fc.string({ maxLength: 3 }), value, { maxKeys: 5 });

  it('hold for any attributes', () => {
    fc.assert(
      fc.property(fc.array(attributes, { maxLength: 200 }), (all) => {
        const { find, table: made } = table({
          maxSeries: 10,
          maxValuesPerAttribute: 4,
          maxAttributes: 3,
        });
        const found = all.map((each) => find(each));
        const values = Map.groupBy(
          found.flatMap((series) => Object.entries(series.attributes)),
          ([name]) => name,
        );
        expect(made.size).toBeLessThanOrEqual(12);
        expect(values.size).toBeLessThanOrEqual(4);
        for (const each of values.values())
          expect(new Set(each.map(([, one]) => String(one))).size).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('give the same series for the same attributes as long as they are not reached', () => {
    fc.assert(
      fc.property(attributes, (given) => {
        const { find } = table();
        const reversed = Object.fromEntries(Object.entries(given).reverse());
        expect(find(given)).toBe(find({ ...given }));
        // Two spellings of one label: which of them is the first depends on the order.
        const labels = Object.keys(given).map((name) => name.replace(/\W/g, '_'));
        if (new Set(labels).size === labels.length) expect(find(reversed)).toBe(find(given));
      }),
    );
  });
});
