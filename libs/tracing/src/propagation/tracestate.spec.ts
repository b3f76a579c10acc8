import * as fc from 'fast-check';

import { parseTracestate } from './tracestate.ts';

const key = fc.stringMatching(/^[a-z0-9][a-z0-9_\-*/@]{0,20}$/);
const value = fc.stringMatching(/^[!-+\--<>-~]{1,20}$/);
const lists = fc
  .uniqueArray(fc.tuple(key, value), { maxLength: 32, selector: ([name]) => name })
  .map((members) => members.map(([name, text]) => `${name}=${text}`).join(','));
const empty = parseTracestate('');

describe('a tracestate', () => {
  it('goes on as it came', () => {
    fc.assert(
      fc.property(lists, (list) => {
        expect(parseTracestate(list)?.serialize()).toBe(list);
      }),
    );
  });

  it('puts a changed member first, whose old value is gone', () => {
    const changed = parseTracestate('foo=1,ours=2,bar=3')?.set('ours', '4');
    expect(changed?.serialize()).toBe('ours=4,foo=1,bar=3');
    expect(changed?.get('ours')).toBe('4');
    expect(changed?.unset('foo').serialize()).toBe('ours=4,bar=3');
  });

  it('has 32 members at most, of which the last goes', () => {
    const list = Array.from({ length: 32 }, (_, n) => `k${n}=v`).join(',');
    const longer = parseTracestate(list)?.set('ours', '1').serialize().split(',');
    expect(longer).toHaveLength(32);
    expect([longer?.[0], longer?.[31]]).toEqual(['ours=1', 'k30=v']);
  });

  it.each([
    ['Key', 'v'],
    ['key', ''],
    ['key', 'a,b'],
    ['key', 'a=b'],
    ['key', 'ends in a blank '],
    ['key', 'ä'],
  ])('takes no member %s with the value %p', (name, text) => {
    expect(empty?.set(name, text).serialize()).toBe('');
  });

  it('of 2048 characters goes on; of a longer one the large members are left out, and then the last', () => {
    const large = `large=${'x'.repeat(200)}`;
    const small = Array.from({ length: 20 }, (_, n) => `k${n}=${'y'.repeat(95)}`);
    const sent = parseTracestate([large, ...small].join(','))?.serialize();
    expect(sent).toBe(small.join(','));
    const many = Array.from({ length: 24 }, (_, n) => `k${n}=${'y'.repeat(95)}`);
    expect(parseTracestate(many.join(','))?.serialize()).toBe(many.slice(0, 20).join(','));
  });
});
