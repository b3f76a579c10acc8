import { fastestFactor, type Severity } from './burn-windows.ts';
import { httpMetrics } from './http-metrics.ts';
import type { Objective } from './objective.ts';
import { alertName, alertTexts } from './prometheus-rules.ts';
import { yaml, type Yaml } from './yaml.ts';

/** Requests per minute of the simulated traffic: enough for any number of errors that is tested. */
const perMinute = 1_000_000;

/** Minutes from one sample and evaluation to the next; two samples are needed in five minutes. */
const stepMinutes = 2;

/** Minutes of health before anything happens: the longest window of a page, so that each rule is seen by itself. */
const healthyMinutes = 6 * 60;

/** What happens after the health, one phase after the other. */
interface Phase {
  readonly minutes: number;
  /** Bad events of a million. */
  readonly badPerMillion: number;
}

interface Expectation {
  /** Minutes after the health. */
  readonly afterMinutes: number;
  readonly page: boolean;
  readonly ticket: boolean;
}

/**
 * Unit tests of `prometheusRules` for `promtool test rules`: that each objective's alerts fire in an outage
 * and recover after it, fire only as a ticket when the budget drains slowly, and do not fire while errors
 * stay within the budget.
 *
 * @param rulesFile path of the rule file, from the folder of the test file.
 */
export function prometheusRuleTests(
  objectives: readonly Objective[],
  { rulesFile }: { readonly rulesFile: string },
): string {
  return yaml({
    rule_files: [rulesFile],
    evaluation_interval: `${stepMinutes}m`,
    tests: objectives.flatMap((objective) => [
      outage(objective),
      drain(objective),
      withinBudget(objective),
    ]),
  });
}

/**
 * A hundred times what is allowed fails, or everything, for as long as it takes to page and for a step more. That is
 * too short for the second rule of pages, which takes 2.5 times as long: what is tested is the first.
 */
function outage(objective: Objective): Yaml {
  const { allowedPerMillion } = objective;
  const badPerMillion = Math.min(1_000_000, 100 * allowedPerMillion);
  const share = (fastestFactor * allowedPerMillion) / badPerMillion;
  const pagesAfter = stepMinutes * (Math.ceil((60 * share) / stepMinutes) + 1);
  const phases = [
    { minutes: pagesAfter, badPerMillion },
    { minutes: 8 * 60, badPerMillion: 0 },
  ];
  return test(objective, 'pages in an outage and recovers', phases, [
    { afterMinutes: 0, page: false, ticket: false },
    { afterMinutes: pagesAfter, page: true, ticket: true },
    // The short windows of the pages are over after 30 minutes, those of the tickets after six hours.
    { afterMinutes: pagesAfter + 32, page: false, ticket: true },
    { afterMinutes: pagesAfter + 6 * 60 + 32, page: false, ticket: false },
  ]);
}

/** The budget drains at twice the speed at which it would last. */
function drain(objective: Objective): Yaml {
  const phases = [{ minutes: 8 * 60, badPerMillion: 2 * objective.allowedPerMillion }];
  return test(objective, 'opens a ticket when the budget drains', phases, [
    { afterMinutes: 8 * 60, page: false, ticket: true },
  ]);
}

/** Errors at four fifths of what is allowed. */
function withinBudget(objective: Objective): Yaml {
  const badPerMillion = Math.floor(0.8 * objective.allowedPerMillion);
  const quiet = [1, 6, 12].map((hours) => ({
    afterMinutes: hours * 60,
    page: false,
    ticket: false,
  }));
  const phases = [{ minutes: 12 * 60, badPerMillion }];
  return test(objective, 'stays quiet within the budget', phases, quiet);
}

function test(
  objective: Objective,
  name: string,
  phases: readonly Phase[],
  expectations: readonly Expectation[],
): Yaml {
  const expected = (severity: Severity, fires: boolean): Yaml => {
    const { labels, annotations } = alertTexts(objective, severity);
    return fires ? [{ exp_labels: labels, exp_annotations: annotations }] : [];
  };
  return {
    name: `${objective.name} ${name}`,
    interval: `${stepMinutes}m`,
    input_series: inputSeries(objective, phases),
    alert_rule_test: expectations.flatMap(({ afterMinutes, page, ticket }) =>
      (['page', 'ticket'] as const).map((severity) => ({
        // The last sample of that phase.
        eval_time: `${healthyMinutes + afterMinutes - stepMinutes}m`,
        alertname: alertName(objective, severity),
        exp_alerts: expected(severity, severity === 'page' ? page : ticket),
      })),
    ),
  };
}

function inputSeries(objective: Objective, phases: readonly Phase[]): Yaml {
  const { durationBucket, durationCount, routeLabel, statusLabel } = httpMetrics;
  const route = objective.routes?.[0] ?? '/';
  const series = (metric: string, labels: Readonly<Record<string, string>>) => {
    const all = { ...labels, [routeLabel]: route };
    const pairs = Object.entries(all).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return `${metric}{${pairs.join(', ')}}`;
  };
  const counted = (metric: string, labels: Record<string, string>, perMillion: Rate): Yaml => ({
    series: series(metric, labels),
    values: values(phases, perMillion),
  });
  const good: Rate = ({ badPerMillion }) => 1_000_000 - badPerMillion;
  if (objective.kind === 'availability') {
    return [
      counted(durationCount, { [statusLabel]: '200' }, good),
      counted(durationCount, { [statusLabel]: '503' }, ({ badPerMillion }) => badPerMillion),
    ];
  }
  const le = String(objective.thresholdMs / 1000);
  return [
    counted(durationCount, { [statusLabel]: '200' }, () => 1_000_000),
    counted(durationBucket, { [statusLabel]: '200', le }, good),
  ];
}

type Rate = (phase: Phase) => number;

/** Promtool's notation of a counter: `start+step x times`, for each phase. */
function values(phases: readonly Phase[], perMillion: Rate): string {
  const healthy = { minutes: healthyMinutes, badPerMillion: 0 };
  let count = 0;
  return [healthy, ...phases]
    .map((phase) => {
      const step = (perMillion(phase) * perMinute * stepMinutes) / 1_000_000;
      const steps = phase.minutes / stepMinutes;
      const start = count;
      count += step * steps;
      // The first value of a phase is the last of the one before, a step later.
      return `${start + step}+${step}x${steps - 1}`;
    })
    .join(' ');
}
