import fc from 'fast-check';
import { createMarks, type Mark } from './marks.ts';

const unkept = () => createMarks({ kept: () => [] });

describe('a mark', () => {
  it('tells loads that began before an invalidation from those that began after', () => {
    const marks = unkept();
    const before = marks.begin();
    marks.invalidate(['a']);
    const after = marks.begin();
    expect(marks.isInvalidated(['b', 'a'], before)).toBe(true);
    expect(marks.isInvalidated(['a'], after)).toBe(false);
    expect(marks.isInvalidated(['b'], before)).toBe(false);
  });

  it('distrusts the shared server until all that is unconfirmed was confirmed, and reads from before that', () => {
    const marks = unkept();
    marks.invalidateUnconfirmed(['a']);
    marks.invalidateUnconfirmed(['a']);
    const reads = [marks.begin()];
    marks.confirm(['a']);
    reads.push(marks.begin());
    expect(reads.map((read) => marks.isUnconfirmed(['a'], read))).toEqual([true, true]);
    marks.confirm(['a']);
    reads.push(marks.begin());
    expect(reads.map((read) => marks.isUnconfirmed(['a'], read))).toEqual([true, true, false]);
  });

  it('is the same object for as long as it is kept', () => {
    const kept = new Set<Mark>();
    const marks = createMarks({ kept: () => kept });
    const [mark] = marks.of(['a']);
    if (mark) kept.add(mark);
    for (let n = 0; n < 10_000; n += 1) marks.invalidate([`other ${n}`]);
    marks.invalidate(['a']);
    expect(mark?.invalidatedAt).toBe(marks.position);
  });
});

describe('a pattern', () => {
  it('invalidates the names that match it, and distrusts them until it was confirmed', () => {
    const marks = unkept();
    const before = marks.begin();
    marks.invalidateUnconfirmed(['items:*:1']);
    expect(marks.isInvalidated(['n:items', 'items:a:1'], before)).toBe(true);
    expect(marks.isInvalidated(['n:items', 'items:a:2'], before)).toBe(false);
    expect(marks.isInvalidated(['items:a:1'], marks.begin())).toBe(false);
    const reads = [marks.begin()];
    marks.confirm(['items:*:1']);
    reads.push(marks.begin());
    expect(reads.map((read) => marks.isUnconfirmed(['items:a:1'], read))).toEqual([true, false]);
    expect(reads.map((read) => marks.isUnconfirmed(['items:a:2'], read))).toEqual([false, false]);
  });

  it('is forgotten when no load needs it, and refuses a load that would have to be compared with too many', () => {
    const marks = unkept();
    const endless = marks.begin();
    for (let n = 0; n < 90; n += 1) marks.invalidate([`items:${n}*`]);
    expect(marks.isInvalidated(['items:x'], endless)).toBe(false);
    for (let n = 90; n < 1000; n += 1) marks.invalidate([`items:${n}*`]);
    expect(marks.size).toBeLessThanOrEqual(100);
    expect(marks.isInvalidated(['items:x'], endless)).toBe(true);
    expect(marks.isInvalidated(['items:x'], marks.begin())).toBe(false);
  });

  it('outlives all others while it is unconfirmed', () => {
    const marks = unkept();
    marks.invalidateUnconfirmed(['items:a*']);
    for (let n = 0; n < 1000; n += 1) marks.invalidate([`items:${n}*`]);
    expect(marks.isUnconfirmed(['items:a1'], marks.begin())).toBe(true);
  });
});

describe('the marks', () => {
  it('do not grow with the names that are invalidated and no longer needed', () => {
    const marks = unkept();
    for (let n = 0; n < 100_000; n += 1) marks.invalidate([`name ${n}`]);
    expect(marks.size).toBeLessThan(3000);
  });

  it('do not grow with the loads that have ended', () => {
    const marks = unkept();
    for (let n = 0; n < 100_000; n += 1) {
      const beginning = marks.begin();
      marks.of([`tag ${n}`]);
      marks.invalidate([`name ${n}`]);
      beginning.end();
    }
    expect(marks.size).toBeLessThan(3000);
  });

  it('stay within their bound while a load does not end, which is refused then', () => {
    const marks = createMarks({ kept: () => [], maxMarks: 5000 });
    const endless = marks.begin();
    for (let n = 0; n < 100_000; n += 1) marks.invalidate([`name ${n}`]);
    expect(marks.size).toBeLessThan(11_000);
    expect(marks.isInvalidated(['never invalidated'], endless)).toBe(true);
    expect(marks.isUnconfirmed(['never invalidated'], endless)).toBe(true);
    expect(marks.isInvalidated(['never invalidated'], marks.begin())).toBe(false);
  });

  it('that are unconfirmed outlive every sweep', () => {
    const marks = createMarks({ kept: () => [], maxMarks: 2000 });
    marks.invalidateUnconfirmed(['a']);
    for (let n = 0; n < 20_000; n += 1) marks.invalidate([`name ${n}`]);
    expect(marks.isUnconfirmed(['a'], marks.begin())).toBe(true);
  });

  it('refuse every load that a record without bounds refuses, whatever happens in which order', () => {
    const name = fc.integer({ min: 0, max: 3000 }).map(String);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('invalidate' as const), name }),
      fc.record({ kind: fc.constant('begin' as const), name }),
      fc.record({ kind: fc.constant('end' as const), name }),
      fc.record({ kind: fc.constant('many' as const), name }),
      fc.record({ kind: fc.constant('patterns' as const), name }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const marks = createMarks({ kept: () => [], maxMarks: 1500 });
        const log: string[] = [];
        const loads: { name: string; at: number; beginning: ReturnType<typeof marks.begin> }[] = [];
        const invalidate = (each: string) => {
          marks.invalidate([each]);
          log.push(each);
        };
        for (const { kind, name: each } of steps) {
          if (kind === 'invalidate') invalidate(each);
          else if (kind === 'many') for (let n = 0; n < 600; n += 1) invalidate(`${each}-${n}`);
          else if (kind === 'patterns') {
            for (let n = 0; n < 60; n += 1) {
              marks.invalidate([`items:*:${each}-${n}`]);
              log.push(`items:x:${each}-${n}`);
            }
          } else if (kind === 'begin')
            loads.push({ name: each, at: log.length, beginning: marks.begin() });
          else loads.shift()?.beginning.end();
          for (const load of loads) {
            for (const own of [load.name, `items:x:${load.name}-7`]) {
              if (log.slice(load.at).includes(own))
                expect(marks.isInvalidated([own], load.beginning)).toBe(true);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
