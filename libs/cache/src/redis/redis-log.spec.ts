import fc from 'fast-check';
import { readPage, touchedKeys, writeNames } from './redis-log.ts';

const entry = (id: string, names: string, stamp = 's') => [id, ['o', 'A', 's', stamp, 'n', names]];
const position = { id: '100-1', stamp: 's' };
const anchor = entry('100-1', '[[],[]]');

describe('a page of the log', () => {
  it('names what was written, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (keys, tags) => {
        const page = readPage([anchor, entry('101-0', writeNames(keys, tags))], anchor, position);
        const entries = [{ id: '101-0', origin: 'A', stamp: 's', keys, tags }];
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
    [[entry('101-0', '[[],[]]'), ['102-0']]],
  ])('is lost when one entry is not ours: %j', (behind) => {
    expect(readPage([anchor, ...behind], anchor, position)).toEqual({
      anchor: 'lost',
      entries: [],
    });
  });
});

describe('a batch', () => {
  it('touches what it removes, makes stale and writes', () => {
    const write = { key: 'c', token: 't', payload: '|', ttlMs: 1 };
    const expire = [{ key: 'b', graceMs: 1 }];
    const batch = { keys: ['a'], tags: ['t'], expire, write, origin: 'A', stamp: 's' };
    expect(touchedKeys(batch)).toEqual(['a', 'b', 'c']);
  });
});
