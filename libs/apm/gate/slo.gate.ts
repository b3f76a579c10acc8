import type { Claim } from '@unite/gate';

import { defineObjectives, prometheusRules, prometheusRuleTests } from '../src/slo/index.ts';
import { failedRuleTests, objectives } from './slo-promtool.ts';
import {
  createWatcher,
  type Incident,
  minutesOfAlert,
  minutesUntilNoticed,
  only,
} from './slo-simulation.ts';

const objective = only(
  defineObjectives([
    { name: 'api', description: 'It answers.', objective: 0.999, kind: 'availability' },
  ]),
);

function noticed(id: string, text: string, incident: Incident, dueMinutes: number): Claim {
  return {
    id,
    phase: '6.7',
    text,
    target: { op: '<=', value: dueMinutes },
    unit: 'simulated minutes',
    measure: async () => ({
      value: minutesUntilNoticed(createWatcher(), objective, incident, {
        healthyMinutes: 6 * 60,
        limitMinutes: 2 * dueMinutes,
      }),
      note: 'objective 99.9 % over 30 days, 2,000 requests per minute, after six hours of health',
    }),
  };
}

/** Incidents are noticed in time, and nothing else is. */
export const claims: readonly Claim[] = [
  noticed(
    'slo-outage',
    'an outage pages within 2 minutes',
    { badPerTenThousand: 10_000, severity: 'page' },
    2,
  ),
  noticed(
    'slo-tenth',
    'one failed request in ten pages within 10 minutes',
    { badPerTenThousand: 1000, severity: 'page' },
    10,
  ),
  noticed(
    'slo-hundredth',
    'one failed request in a hundred pages within four hours',
    { badPerTenThousand: 100, severity: 'page' },
    240,
  ),
  {
    id: 'slo-quiet',
    phase: '6.7',
    text: 'steady errors at half of what is allowed raise no alert in 30 days',
    target: { op: '=', value: 0 },
    unit: 'simulated minutes of alert',
    measure: async () => ({
      value: minutesOfAlert(createWatcher(), objective, { badPerTenThousand: 5, days: 30 }),
      note: 'objective 99.9 %, 0.05 % of 86,400,000 requests fail',
    }),
  },
  {
    id: 'slo-rules',
    phase: '6.7',
    text: 'promtool accepts the generated rules, and their generated tests pass',
    target: { op: '=', value: 0 },
    unit: 'failed tests',
    measure: async () => ({
      value: await failedRuleTests(
        prometheusRules(objectives),
        prometheusRuleTests(objectives, { rulesFile: 'slo.rules.yml' }),
      ),
      note: `${objectives.length * 3} tests of ${objectives.length} objectives`,
    }),
  },
];
