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
          else if (kind === 'begin')
            loads.push({ name: each, at: log.length, beginning: marks.begin() });
          else loads.shift()?.beginning.end();
          for (const load of loads) {
            if (log.slice(load.at).includes(load.name))
              expect(marks.isInvalidated([load.name], load.beginning)).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
