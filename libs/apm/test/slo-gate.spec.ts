import {
  createWatcher,
  minutesOfAlert,
  minutesUntilNoticed,
  only,
  type CreateWatcher,
} from '../gate/slo-simulation.ts';
import { createSloMonitor, defineObjectives } from '../src/slo/index.ts';

const objective = only(
  defineObjectives([
    { name: 'api', description: 'It answers.', objective: 0.999, kind: 'availability' },
  ]),
);
const outage = { badPerTenThousand: 10_000, severity: 'page' } as const;
const within = { healthyMinutes: 60, limitMinutes: 10 };

describe('the simulated incidents', () => {
  it('are noticed in time by the monitor', () => {
    expect(minutesUntilNoticed(createWatcher(), objective, outage, within)).toBeLessThanOrEqual(2);
  });

  it('are noticed too late by a monitor that demands more events than there are', () => {
    const deaf = createWatcher((objectives, options) =>
      createSloMonitor(objectives, { ...options, minimumEvents: 1e9 }),
    );
    expect(minutesUntilNoticed(deaf, objective, outage, within)).toBe(Number.POSITIVE_INFINITY);
  });

  it('are never noticed by a monitor that counts failures as good', () => {
    const blind: CreateWatcher = (watched, clock) => {
      const { record, alert } = createWatcher()(watched, clock);
      return { alert, record: (outcome) => record({ ...outcome, status: 200 }) };
    };
    expect(minutesUntilNoticed(blind, objective, outage, within)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('simulated errors within the budget', () => {
  const day = { badPerTenThousand: 5, days: 1 };

  it('raise no alert by the monitor', () => {
    expect(minutesOfAlert(createWatcher(), objective, day)).toBe(0);
  });

  it('raise one by a monitor of a stricter objective', () => {
    const strict: CreateWatcher = (watched, clock) =>
      createWatcher()({ ...watched, allowedPerMillion: watched.allowedPerMillion / 10 }, clock);
    expect(minutesOfAlert(strict, objective, day)).toBeGreaterThan(60);
  });
});
