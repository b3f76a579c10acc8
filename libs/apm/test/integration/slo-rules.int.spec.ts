import { failedRuleTests, objectives } from '../../gate/slo-promtool.ts';
import { prometheusRules, prometheusRuleTests } from '../../src/slo/index.ts';

const [first] = objectives;
const one = first === undefined ? [] : [first];
const rules = prometheusRules(one);
const tests = prometheusRuleTests(one, { rulesFile: 'slo.rules.yml' });

jest.setTimeout(300_000);

describe('the generated rules', () => {
  it('pass their generated tests', async () => {
    expect(await failedRuleTests(rules, tests)).toBe(0);
  });

  it.each([
    ['never page', /\((14\.4|6) \*/g, '(1000 *'],
    ['do not page at once, but for what is slow', /\(14\.4 \*/g, '(1000 *'],
    ['page too late', /\(14\.4 \*/g, '(30 *'],
    ['open no ticket', /\((3|1) \*/g, '(1000 *'],
  ])('do not when they %s', async (_, factor, replacement) => {
    expect(await failedRuleTests(rules.replaceAll(factor, replacement), tests)).toBeGreaterThan(0);
  });

  it('do not when they never end', async () => {
    const endless = rules.replaceAll(/rate(5m|30m|2h|6h)\{/g, 'rate3d{');
    expect(await failedRuleTests(endless, tests)).toBeGreaterThan(0);
  });

  it('do not when promtool cannot read them', async () => {
    expect(await failedRuleTests('groups: [{}]', tests)).toBe(3);
  });
});
