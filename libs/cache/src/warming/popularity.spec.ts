import * as fc from 'fast-check';

import { createSeededRandom } from '../testing/seeded-random.ts';
import { createPopularity, type Popularity, type PopularityOptions } from './popularity.ts';

const setUp = (options: Partial<PopularityOptions> = {}) =>
  createPopularity({ sampleEvery: 1, random: createSeededRandom(1), ...options });

/** Skewed, so that counters are replaced, tied and moved past each other. */
const name = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.nat(30).map(String));
const names = fc.array(name, { maxLength: 300, size: 'max' });

function recordAll(popularity: Popularity, all: readonly string[]): Popularity {
  for (const each of all) popularity.record(each);
  return popularity;
}

/** What was recorded, exactly; halved as often as the sketch halves. */
function exact(all: readonly string[], agesAfter = Infinity) {
  const counts = new Map<string, number>();
  let total = 0;
  function add(name: string, count: number): void {
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  function age(): void {
    for (; total >= agesAfter; total = Math.ceil(total / 2))
      for (const [name, count] of counts) counts.set(name, count / 2);
  }
  function record(names: readonly string[]): void {
    for (const name of names) {
      add(name, 1);
      total += 1;
      age();
    }
  }
  record(all);
  return {
    counts,
    total: () => total,
    record,
    merge(other: { readonly counts: ReadonlyMap<string, number>; total(): number }): void {
      for (const [name, count] of other.counts) add(name, count);
      total += other.total();
      age();
    },
  };
}

/** Checks the stated bounds; `slack` is how many sketches with halved counts were merged, 0 for none halved. */
function expectBounds(
  popularity: Popularity,
  counts: ReadonlyMap<string, number>,
  bound: number,
  slack: number,
) {
  const kept = new Map(popularity.top(Infinity).map((each) => [each.name, each]));
  for (const [name, { count, error }] of kept) {
    const truth = counts.get(name) ?? 0;
    expect(count - error).toBeLessThanOrEqual(truth);
    expect(truth).toBeLessThanOrEqual(count + slack);
    expect(error).toBeLessThanOrEqual(bound + slack);
  }
  for (const [name, truth] of counts)
    if (truth > bound + slack) expect([...kept.keys()]).toContain(name);
}

describe('counts of popularity', () => {
  it('are exact while there is room', () => {
    const popularity = recordAll(setUp({ capacity: 5 }), ['a', 'b', 'a', 'c', 'a', 'b']);
    expect(popularity.top(2)).toEqual([
      { name: 'a', count: 3, error: 0 },
      { name: 'b', count: 2, error: 0 },
    ]);
  });

  it('are off by at most total / capacity, and keep every name above that', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 12 }), (all, capacity) => {
        const popularity = recordAll(setUp({ capacity, agesAfter: 1e6 }), all);
        expect(popularity.total).toBe(all.length);
        expect(popularity.size).toBe(Math.min(capacity, new Set(all).size));
        expectBounds(popularity, exact(all).counts, all.length / capacity, 0);
      }),
      { numRuns: 300 },
    );
  });

  it('are off by at most one more when they are halved', () => {
    fc.assert(
      fc.property(
        names,
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 12, max: 60 }),
        (all, capacity, agesAfter) => {
          const popularity = recordAll(setUp({ capacity, agesAfter }), all);
          expect(popularity.total).toBeLessThan(agesAfter);
          expectBounds(popularity, exact(all, agesAfter).counts, popularity.total / capacity, 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are listed from the highest', () => {
    fc.assert(
      fc.property(names, (all) => {
        const counts = recordAll(setUp({ capacity: 8, agesAfter: 50 }), all)
          .top(6)
          .map(({ count }) => count);
        expect(counts).toEqual(counts.toSorted((one, other) => other - one));
        expect(counts.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  it('are listed from the highest when one overtakes another', () => {
    const popularity = recordAll(setUp(), ['a', 'b', 'b', 'a', 'a']);
    expect(popularity.top(2).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('forget what was popular once', () => {
    const popularity = setUp({ capacity: 10, agesAfter: 100 });
    recordAll(
      popularity,
      Array.from({ length: 90 }, () => 'old'),
    );
    recordAll(
      popularity,
      Array.from({ length: 400 }, (_, index) => `new${index % 5}`),
    );
    expect(popularity.top(5).map(({ name }) => name)).not.toContain('old');
  });

  it('end with a clearance', () => {
    const popularity = recordAll(setUp(), ['a', 'b']);
    popularity.clear();
    expect([popularity.size, popularity.total, popularity.top(5)]).toEqual([0, 0, []]);
  });
});

describe('counts of every nth record', () => {
  it('estimate the truth within the deviation of chance', () => {
    const runs = 80_000;
    const popularity = setUp({ sampleEvery: 8, agesAfter: 1e6 });
    for (let run = 0; run < runs; run += 1) popularity.record(run % 4 === 0 ? 'quarter' : 'rest');
    const count = popularity.top(2).find(({ name }) => name === 'quarter')?.count ?? 0;
    expect(Math.abs(count - runs / 4)).toBeLessThan(4 * Math.sqrt((runs / 4) * 7));
  });
});

describe('the counts of several processes', () => {
  it('are off by at most the total of all / the smallest capacity', () => {
    const sketch = fc.tuple(names, fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(sketch, sketch, names, ([mine, capacity], [others, otherCapacity], later) => {
        const popularity = recordAll(setUp({ capacity, agesAfter: 1e6 }), mine);
        const other = recordAll(setUp({ capacity: otherCapacity, agesAfter: 1e6 }), others);
        expect(popularity.merge(JSON.parse(JSON.stringify(other)))).toBe(true);
        recordAll(popularity, later);
        const bound = popularity.total / Math.min(capacity, otherCapacity);
        expectBounds(popularity, exact([...mine, ...others, ...later]).counts, bound, 0);
        expect(popularity.size).toBeLessThanOrEqual(capacity);
      }),
      { numRuns: 300 },
    );
  });

  it('are bounded when they were halved before and are after, too', () => {
    const ages = fc.integer({ min: 12, max: 60 });
    const sketch = fc.tuple(names, fc.integer({ min: 2, max: 12 }));
    fc.assert(
      fc.property(sketch, sketch, names, ages, (mine, others, later, agesAfter) => {
        const capacity = Math.min(mine[1], others[1]);
        const popularity = recordAll(setUp({ capacity: mine[1], agesAfter }), mine[0]);
        const other = recordAll(setUp({ capacity: others[1], agesAfter }), others[0]);
        popularity.merge(other.toJSON());
        recordAll(popularity, later);
        const truth = exact(mine[0], agesAfter);
        truth.merge(exact(others[0], agesAfter));
        truth.record(later);
        expect(popularity.total).toBe(truth.total());
        expectBounds(popularity, truth.counts, popularity.total / capacity, 2);
      }),
      { numRuns: 300 },
    );
  });

  it('allow for what a smaller sketch gave up, also when it is halved', () => {
    const alternately = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'x' : 'y'));
    const other = recordAll(setUp({ capacity: 1, agesAfter: 40 }), alternately);
    const popularity = setUp({ capacity: 10, agesAfter: 20 });
    popularity.merge(other.toJSON());
    popularity.record('x');
    // x was recorded 10 / 2 + 1 times; a name that was given up may have had up to 20 / 2 before.
    expect(popularity.top(1)).toEqual([{ name: 'x', count: 11, error: 10 }]);
  });

  it('are the same after a way through JSON into an empty one', () => {
    const other = recordAll(setUp({ capacity: 3 }), ['a', 'b', 'a', 'c', 'd']);
    const popularity = setUp({ capacity: 3 });
    popularity.merge(JSON.parse(JSON.stringify(other)));
    expect(new Set(popularity.top(3))).toEqual(new Set(other.top(3)));
    expect(popularity.total).toBe(5);
  });

  it('age when they are merged, too', () => {
    const other = recordAll(
      setUp({ capacity: 2, agesAfter: 100 }),
      Array.from({ length: 90 }, () => 'a'),
    );
    const popularity = setUp({ capacity: 2, agesAfter: 100 });
    for (let round = 0; round < 10; round += 1) popularity.merge(other.toJSON());
    expect(popularity.total).toBeLessThan(100);
  });

  const valid = { sampleEvery: 1, total: 3, unseen: 0, names: [['a', 3, 1]] };
  it.each<[string, unknown]>([
    ['nothing', null],
    ['text', 'names'],
    ['another shape', { ...valid, names: undefined }],
    ['another sampling', { ...valid, sampleEvery: 2 }],
    ['a negative total', { ...valid, total: -1 }],
    ['a broken bound', { ...valid, unseen: 0.5 }],
    ['names that are none', { ...valid, names: [[1, 3, 0]] }],
    ['a name without count', { ...valid, names: [['a']] }],
    ['a name with count 0', { ...valid, names: [['a', 0, 0]] }],
    ['an error above its count', { ...valid, names: [['a', 1, 2]] }],
    [
      'a name twice',
      {
        ...valid,
        names: [
          ['a', 1, 0],
          ['a', 2, 0],
        ],
      },
    ],
    ['infinite counts', { ...valid, names: [['a', Infinity, 0]] }],
    [
      'too many names',
      { ...valid, names: Array.from({ length: 100_001 }, (_, at) => [`${at}`, 1, 0]) },
    ],
  ])('are left alone by what is no snapshot: %s', (_, snapshot) => {
    const popularity = recordAll(setUp(), ['b']);
    expect(popularity.merge(snapshot)).toBe(false);
    expect(popularity.top(5)).toEqual([{ name: 'b', count: 1, error: 0 }]);
    expect(popularity.merge(valid)).toBe(true);
  });
});

describe('a sketch of popularity', () => {
  it.each([{ capacity: 0 }, { capacity: 1.5 }, { sampleEvery: 0 }, { capacity: 10, agesAfter: 9 }])(
    'refuses %j',
    (options) => {
      expect(() => setUp(options)).toThrow(
        expect.objectContaining({ code: 'CACHE_OPTION_INVALID' }),
      );
    },
  );
});
