import fc from 'fast-check';
import { entriesOf, readPage, readStep, writeNames, writePatterns } from './redis-log.ts';

const entry = (id: string, names: string, stamp = 's') => [id, ['o', 'A', 's', stamp, 'n', names]];
const texts = fc.array(fc.string());
const position = { id: '100-1', stamp: 's' };
const anchor = entry('100-1', '[[],[]]');

describe('a page of the log', () => {
  it('names what was written, whatever it is', () => {
    fc.assert(
      fc.property(texts, texts, texts, (keys, tags, patterns) => {
        const names = writeNames(keys, tags, patterns);
        const page = readPage([anchor, entry('101-0', names)], anchor, position);
        const entries = [{ id: '101-0', origin: 'A', stamp: 's', keys, tags, patterns }];
        expect(page).toEqual({ anchor: 'present', entries });
      }),
    );
  });

  it.each([
    ['trimmed', undefined, entry('100-2', '[[],[]]')],
    ['trimmed', undefined, entry('1000-0', '[[],[]]')],
    ['lost', undefined, entry('100-0', '[[],[]]')],
    ['lost', undefined, entry('99-5', '[[],[]]')],
    ['lost', undefined, undefined],
    ['lost', entry('100-1', '[[],[]]', 'other'), entry('100-1', '[[],[]]', 'other')],
  ])('is %s without the entry at the position', (is, first, oldest) => {
    expect(readPage([first], oldest, position)).toEqual({ anchor: is, entries: [] });
  });

  it.each([
    [[['101-0', []]]],
    [[entry('101-0', '')]],
    [[entry('101-0', '[[]]')]],
    [[entry('101-0', '[[1],[]]')]],
    [[entry('101-0', '[[],[],[1]]')]],
    [[entry('101-0', '[[],[],[],[]]')]],
    [[entry('101-0', '[[],[]]'), ['102-0']]],
  ])('is lost when one entry is not ours: %j', (behind) => {
    expect(readPage([anchor, ...behind], anchor, position)).toEqual({
      anchor: 'lost',
      entries: [],
    });
  });
});

describe('a step', () => {
  it('is read as it was written', () => {
    const patterns = ['items:a*', 'items:*:%20'];
    const step = readStep(`one two ${writePatterns(patterns)}`);
    expect(step).toEqual({ from: 'one', to: 'two', patterns });
  });

  it.each(['', 'one', 'one two', 'one two ', ' two items:*', null, {}])(
    'is none where something else lies: %j',
    (held) => {
      expect(readStep(held)).toBeUndefined();
    },
  );
});

describe('the entries of a batch', () => {
  const write = { key: 'c', token: 't', payload: '|', ttlMs: 1 };
  const expire = [{ key: 'b', graceMs: 1 }];
  const batch = { keys: ['a'], tags: ['t'], expire, write, origin: 'A', stamp: 's' };

  it('name what it removes, makes stale and writes', () => {
    expect(entriesOf(batch, undefined, 99)).toEqual([
      { keys: ['b', 'a', 'c'], tags: ['t'], stamped: ['t'], written: [] },
    ]);
    expect(entriesOf({ ...batch, tags: [] }, undefined, 99)).toEqual([
      { keys: ['b', 'a', 'c'], tags: [], stamped: [], written: [] },
    ]);
  });

  it('stamp the buckets of keys that end, where there are some, and not of those that become stale', () => {
    expect(entriesOf(batch, (key) => `bucket of ${key}`, 99)).toEqual([
      {
        keys: ['b', 'a', 'c'],
        tags: ['t'],
        stamped: ['bucket of a', 't'],
        written: ['bucket of c'],
      },
    ]);
  });

  it('are as many as there are stamps for, each key in one with its bucket', () => {
    const keys = Array.from({ length: 250 }, (_, n) => `k${n}`);
    const entries = entriesOf({ ...batch, keys }, (key) => `bucket of ${key}`, 99);
    expect(entries.flatMap((entry) => entry.keys)).toEqual(['b', ...keys, 'c']);
    expect(entries.flatMap((entry) => entry.tags)).toEqual(['t']);
    for (const entry of entries) {
      const ended = entry.keys.filter((key) => key !== 'b').map((key) => `bucket of ${key}`);
      const stamped = [...entry.stamped, ...entry.written];
      expect(new Set(stamped)).toEqual(new Set([...ended, ...entry.tags]));
      expect(stamped.length).toBeLessThanOrEqual(99);
    }
  });
});
