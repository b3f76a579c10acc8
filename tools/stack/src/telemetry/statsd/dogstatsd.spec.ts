import fc from 'fast-check';
import { parseStatsdLine } from './dogstatsd.ts';

const plain = { kind: 'metric', sampleRate: 1, tags: [] };

describe('a metric', () => {
  it.each([
    ['page.views:1|c', { ...plain, name: 'page.views', type: 'c', values: [1] }],
    ['fuel.level:0.5|g', { ...plain, name: 'fuel.level', type: 'g', values: [0.5] }],
    ['depth:-3|g', { ...plain, name: 'depth', type: 'g', values: [-3] }],
    ['t:7|ms', { ...plain, name: 't', type: 'ms', values: [7] }],
    ['d:1e-7|d', { ...plain, name: 'd', type: 'd', values: [1e-7] }],
    ['users:a:b|s', { ...plain, name: 'users', type: 's', values: ['a:b'] }],
    ['song:240|h|@0.5', { ...plain, name: 'song', type: 'h', values: [240], sampleRate: 0.5 }],
    [
      'users.online:1|c|@0.5|#country:china,vip',
      {
        ...plain,
        name: 'users.online',
        type: 'c',
        values: [1],
        sampleRate: 0.5,
        tags: ['country:china', 'vip'],
      },
    ],
  ])('is read from %j', (line, metric) => expect(parseStatsdLine(line)).toEqual(metric));

  it('has many values in protocol 1.1', () => {
    expect(parseStatsdLine('a:1:2.5:-3|d')).toMatchObject({ values: [1, 2.5, -3] });
  });

  it('has origin and time in later protocols, in any order', () => {
    expect(
      parseStatsdLine('a:1|g|T1656581400|#env:dev|c:ci-83|e:it-false,cn-x|card:low'),
    ).toMatchObject({
      timestampSeconds: 1656581400,
      containerId: 'ci-83',
      externalData: 'it-false,cn-x',
      cardinality: 'low',
      tags: ['env:dev'],
    });
  });

  it.each([
    ['an empty line', '', /no metric name/],
    ['no name', ':1|c', /no metric name/],
    ['a blank in its name', 'bad name:1|c', /no metric name/],
    ['a name that starts with a digit', '1a:1|c', /no metric name/],
    ['a name of 201 characters', `${'a'.repeat(201)}:1|c`, /no metric name/],
    ['no type', 'a:1', /no metric type/],
    ['an unknown type', 'a:1|x', /no metric type/],
    ['no value', 'a:|c', /no number/],
    ['no value for a set', 'a:|s', /empty/],
    ['NaN', 'a:NaN|g', /no number/],
    ['Infinity', 'a:Infinity|c', /no number/],
    ['a value too large for a double', 'a:1e999|g', /no number/],
    ['a hexadecimal value', 'a:0x10|g', /no number/],
    ['a packed value that is empty', 'a:1::2|d', /no number/],
    ['a sample rate of 0', 'a:1|c|@0', /sample rate/],
    ['a sample rate above 1', 'a:1|c|@1.5', /sample rate/],
    ['a sample rate of a gauge', 'a:1|g|@0.5', /no sample rate/],
    ['an empty tag', 'a:1|c|#a,,b', /tag is empty/],
    ['a tag of 201 characters', `a:1|c|#${'t'.repeat(201)}`, /longer than 200/],
    ['tags twice', 'a:1|c|#a|#b', /twice/],
    ['an unknown field', 'a:1|c|x', /no field/],
    ['a timestamp of a distribution', 'a:1|d|T1656581400', /no timestamp/],
    ['a timestamp that is no number', 'a:1|c|Tnow', /timestamp/],
    ['an empty container', 'a:1|c|c:', /origin/],
    ['an unknown cardinality', 'a:1|c|card:huge', /cardinality/],
  ])('is refused with %s', (_, line, reason) => {
    expect(parseStatsdLine(line)).toEqual({ reason: expect.stringMatching(reason) as string });
  });

  it('keeps every finite number exactly', () => {
    const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 20 }), (values) => {
        // + 0: text has no negative zero
        const parsed = parseStatsdLine(`a:${values.map(String).join(':')}|d`);
        expect(parsed).toMatchObject({ values: values.map((value) => value + 0) });
      }),
    );
  });

  it('is told or refused, whatever the line', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const parsed = parseStatsdLine(line);
        expect('reason' in parsed || 'kind' in parsed).toBe(true);
      }),
    );
  });
});

describe('an event', () => {
  it.each([
    ['_e{5,4}:title|text', { kind: 'event', title: 'title', text: 'text', tags: [], fields: {} }],
    [
      '_e{3,11}:a|b|multi\\nline|d:1656581400|h:host|k:key|p:low|s:src|t:error|c:abc|#x:y',
      {
        kind: 'event',
        title: 'a|b',
        text: 'multi\nline',
        tags: ['x:y'],
        timestampSeconds: 1656581400,
        fields: { h: 'host', k: 'key', p: 'low', s: 'src', t: 'error', c: 'abc' },
      },
    ],
    ['_e{2,4}:ü|üö', { kind: 'event', title: 'ü', text: 'üö', tags: [], fields: {} }],
  ])('is read from %j', (line, event) => expect(parseStatsdLine(line)).toEqual(event));

  it.each([
    ['no lengths', '_e:title|text', /starts with/],
    ['a title that is longer', '_e{4,4}:title|text', /not as long/],
    ['a text that is shorter', '_e{5,9}:title|text', /not as long/],
    ['no title', '_e{0,4}:|text', /title is empty/],
    ['an unknown priority', '_e{1,1}:a|b|p:high', /none of normal, low/],
    ['an unknown type', '_e{1,1}:a|b|t:bad', /none of error/],
    ['a time that is no number', '_e{1,1}:a|b|d:now', /timestamp/],
    ['an unknown field', '_e{1,1}:a|b|x:y', /no field/],
    ['an empty tag', '_e{1,1}:a|b|#', /tag is empty/],
  ])('is refused with %s', (_, line, reason) => {
    expect(parseStatsdLine(line)).toEqual({ reason: expect.stringMatching(reason) as string });
  });
});

describe('a service check', () => {
  it('is read with all its fields', () => {
    expect(
      parseStatsdLine('_sc|redis up|2|d:1656581400|h:host|#env:dev|m:down m\\: really'),
    ).toEqual({
      kind: 'check',
      name: 'redis up',
      status: 2,
      tags: ['env:dev'],
      message: 'down m: really',
      hostname: 'host',
      timestampSeconds: 1656581400,
    });
  });

  it.each([
    ['no name', '_sc||0', /no name/],
    ['an unknown status', '_sc|a|4', /no status/],
    ['a message that is not last', '_sc|a|0|m:x|#a:b', /last field/],
    ['an unknown field', '_sc|a|0|x:y', /no field/],
    ['an empty tag', '_sc|a|0|#', /tag is empty/],
    ['a time that is no number', '_sc|a|0|d:now', /timestamp/],
  ])('is refused with %s', (_, line, reason) => {
    expect(parseStatsdLine(line)).toEqual({ reason: expect.stringMatching(reason) as string });
  });
});
