import { isApmError } from '../errors.ts';
import { defineObjectives, type ObjectiveDefinition } from './objective.ts';
import { prometheusRules } from './prometheus-rules.ts';
import { prometheusRuleTests } from './prometheus-rule-tests.ts';

const available: ObjectiveDefinition = {
  name: 'api-availability',
  description: 'It "answers".',
  objective: 0.999,
  kind: 'availability',
};
const rulesOf = (definition: Partial<ObjectiveDefinition> & object = {}) =>
  // What a test changes stays one of the two kinds.
  prometheusRules(defineObjectives([{ ...available, ...definition } as ObjectiveDefinition]));

describe('the rules of an objective', () => {
  it('count no errors as 0, not as nothing', () => {
    expect(rulesOf()).toContain(
      String.raw`expr: "(sum(rate(http_server_request_duration_seconds_count{http_response_status_code=~\"5..\"}[5m])) or vector(0))"`,
    );
  });

  it('page when an hour and five minutes burn 14.4 times too fast, and there is some traffic', () => {
    expect(rulesOf()).toContain(
      String.raw`(slo:error_ratio:rate1h{objective=\"api-availability\"} > (14.4 * 0.001) and slo:error_ratio:rate5m{objective=\"api-availability\"} > (14.4 * 0.001) and slo:events:increase1h{objective=\"api-availability\"} >= 100)`,
    );
  });

  it('are named after the objective', () => {
    const alerts = [...rulesOf().matchAll(/alert: "(.*)"/g)].map(([, name]) => name);
    expect(alerts).toEqual(['ApiAvailabilityFastBurn', 'ApiAvailabilitySlowBurn']);
  });

  it('match routes literally', () => {
    expect(rulesOf({ routes: ['/a.b/:id', '/c|d'] })).toContain(
      String.raw`http_route=~\"/a\\\\.b/:id|/c\\\\|d\"`,
    );
  });

  it('find the bucket of a whole second in both formats', () => {
    expect(rulesOf({ kind: 'latency', thresholdMs: 1000 })).toContain(
      String.raw`le=~\"1(\\\\.0)?\"`,
    );
    expect(rulesOf({ kind: 'latency', thresholdMs: 250 })).toContain(String.raw`le=\"0.25\"`);
  });

  it('are refused when no bucket ends at the threshold', () => {
    let thrown: unknown;
    try {
      rulesOf({ kind: 'latency', thresholdMs: 300 });
    } catch (error) {
      thrown = error;
    }
    expect(isApmError(thrown, 'APM_CONFIG_INVALID')).toBe(true);
  });

  it('are an empty file without objectives', () => {
    expect(prometheusRules([])).toBe('groups: []\n');
  });
});

describe('the tests of the rules', () => {
  it('are three for each objective', () => {
    const tests = prometheusRuleTests(defineObjectives([available]), { rulesFile: 'slo.yml' });
    expect([...tests.matchAll(/name: "(.*)"/g)].map(([, name]) => name)).toEqual(
      expect.arrayContaining([
        'api-availability pages in an outage and recovers',
        'api-availability opens a ticket when the budget drains',
        'api-availability stays quiet within the budget',
      ]),
    );
    expect(tests).toContain('rule_files:\n  - "slo.yml"\n');
  });
});
