import { promtool } from '@unite/stack';
import { defineObjectives } from '../src/slo/index.ts';

/** One objective of each kind, with what is hard to quote. */
export const objectives = defineObjectives([
  {
    name: 'api-availability',
    description: 'The API answers "99.9 %" of requests.',
    objective: 0.999,
    kind: 'availability',
  },
  {
    name: 'contacts-latency',
    description: 'Contacts come within a second.',
    objective: 0.95,
    kind: 'latency',
    thresholdMs: 1000,
    routes: ['/contacts/:id', '/a.b|(c)'],
  },
]);

/** How many of the generated tests fail with `rules`; all of them when the rules cannot even be read. */
export async function failedRuleTests(rules: string, tests: string): Promise<number> {
  const names = [...tests.matchAll(/^\s*- name: "(.*)"$/gm)].map(([, name]) => name ?? '');
  const files = { 'slo.rules.yml': rules, 'slo.tests.yml': tests };
  try {
    await promtool(['check', 'rules', 'slo.rules.yml'], { files });
  } catch {
    return names.length;
  }
  try {
    await promtool(['test', 'rules', 'slo.tests.yml'], { files });
    return 0;
  } catch (error) {
    // It names each failed test; if it names none, it could not run any.
    const failed = names.filter((name) => String(error).includes(name)).length;
    return failed === 0 ? names.length : failed;
  }
}
