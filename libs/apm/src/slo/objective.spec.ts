import { isApmError } from '../errors.ts';
import { defineObjectives, isGood, type ObjectiveDefinition } from './objective.ts';

const available: ObjectiveDefinition = {
  name: 'api-availability',
  description: 'The API answers.',
  objective: 0.999,
  kind: 'availability',
};
const fast: ObjectiveDefinition = {
  ...available,
  name: 'api-latency',
  kind: 'latency',
  thresholdMs: 250,
};

describe('objectives', () => {
  it('hold over 30 days, and allow what they do not promise', () => {
    expect(defineObjectives([available])).toEqual([
      { ...available, windowDays: 30, allowedPerMillion: 1000 },
    ]);
  });

  it('allow exactly what six decimals say', () => {
    const [objective] = defineObjectives([{ ...available, objective: 0.999_999 }]);
    expect(objective?.allowedPerMillion).toBe(1);
  });

  it.each<[string, ObjectiveDefinition[]]>([
    ['a name with spaces', [{ ...available, name: 'api availability' }]],
    ['a name twice', [available, { ...fast, name: available.name }]],
    ['a promise of everything', [{ ...available, objective: 1 }]],
    ['a promise with seven decimals', [{ ...available, objective: 0.999_999_9 }]],
    ['a promise that is no number', [{ ...available, objective: Number.NaN }]],
    ['a promise so low that an outage would not page', [{ ...available, objective: 0.93 }]],
    ['half a day', [{ ...available, windowDays: 7.5 }]],
    ['a day', [{ ...available, windowDays: 1 }]],
    ['an empty list of routes', [{ ...available, routes: [] }]],
    ['no time at all', [{ ...available, kind: 'latency', thresholdMs: 0 }]],
  ])('are refused with %s', (_, definitions) => {
    let thrown: unknown;
    try {
      defineObjectives(definitions);
    } catch (error) {
      thrown = error;
    }
    expect(isApmError(thrown, 'APM_CONFIG_INVALID')).toBe(true);
  });
});

describe('an outcome', () => {
  const [availability, latency] = defineObjectives([available, fast]);
  const good = (objective: typeof availability, status: number, durationMs: number) =>
    objective && isGood(objective, { route: '/', status, durationMs });

  it('is available below status 500', () => {
    expect(good(availability, 499, 9000)).toBe(true);
    expect(good(availability, 500, 1)).toBe(false);
  });

  it('is fast up to the threshold, and says nothing of speed when it failed', () => {
    expect(good(latency, 200, 250)).toBe(true);
    expect(good(latency, 200, 250.01)).toBe(false);
    expect(good(latency, 503, 1)).toBeUndefined();
  });
});
