import {
  burnRules,
  type BurnRule,
  type Severity,
  windowMinutes,
  windowName,
} from './burn-windows.ts';
import { httpDurationBoundsSeconds } from './http-metrics.ts';
import type { Objective } from './objective.ts';
import { selectors } from './promql.ts';
import { yaml, type Yaml } from './yaml.ts';

/** What `prometheusRules` and `prometheusRuleTests` are told. */
export interface PrometheusRulesOptions {
  /** Bounds of the duration histogram's buckets. Default those that OpenTelemetry advises. */
  readonly boundsSeconds?: readonly number[];
  /** Events in the longer window below which there is no alert. Default 100. */
  readonly minimumEvents?: number;
}

/** Part of an objective's events that were bad, over a window. */
export const errorRatioRule = (window: string): string => `slo:error_ratio:rate${window}`;

const badRule = 'slo:bad_events:rate5m';
const totalRule = 'slo:events:rate5m';

/** Events of an objective in a window. */
const eventsRule = (window: string): string => `slo:events:increase${window}`;

/** Name of an objective's alert: `ApiAvailabilityFastBurn` pages, `ApiAvailabilitySlowBurn` does not. */
export function alertName({ name }: Objective, severity: Severity): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}${severity === 'page' ? 'Fast' : 'Slow'}Burn`;
}

/** Labels and annotations of an objective's alert. */
export function alertTexts({ name, description, windowDays }: Objective, severity: Severity) {
  const speed = severity === 'page' ? 'fast' : 'steadily';
  return {
    labels: { objective: name, severity },
    annotations: {
      summary: `${name} burns its error budget ${speed}`,
      description: `Promised over ${windowDays} days: ${description}`,
    },
  };
}

/**
 * Recording and alerting rules of the objectives as a rule file, over the metrics that `httpMetrics` names.
 * The alerts are those of `createSloMonitor`, over what all processes together have served.
 *
 * @throws {ApmError} APM_CONFIG_INVALID when the threshold of a latency is no bound of a bucket.
 */
export function prometheusRules(
  objectives: readonly Objective[],
  options: PrometheusRulesOptions = {},
): string {
  return yaml({ groups: objectives.map((objective) => group(objective, options)) });
}

/** Longest window that is read from the metrics themselves, minutes. */
const longestDirect = 2 * 60;

function group(
  objective: Objective,
  { boundsSeconds = httpDurationBoundsSeconds, minimumEvents = 100 }: PrometheusRulesOptions,
): Yaml {
  const { name, windowDays, allowedPerMillion } = objective;
  const { bad, total } = selectors(objective, boundsSeconds);
  const of = (rule: string) => `${rule}{objective="${name}"}`;
  const record = (rule: string, expr: string): Yaml => ({
    record: rule,
    expr,
    labels: { objective: name },
  });
  // Days of every route's series are too much to read each time; what a rule has summed is one series.
  const average = (rule: string, window: string) => `avg_over_time(${of(rule)}[${window}])`;
  const badIn = (minutes: number) =>
    minutes <= longestDirect ? bad(windowName(minutes)) : average(badRule, windowName(minutes));
  const totalIn = (minutes: number) =>
    minutes <= longestDirect ? total(windowName(minutes)) : average(totalRule, windowName(minutes));
  const ratio = (minutes: number): Yaml =>
    record(errorRatioRule(windowName(minutes)), `${badIn(minutes)} / ${totalIn(minutes)}`);
  const windowOfBudget = windowDays * 24 * 60;
  const budget = of(errorRatioRule(windowName(windowOfBudget)));
  const alert = (severity: Severity): Yaml => ({
    alert: alertName(objective, severity),
    expr: burnRules
      .filter((rule) => rule.severity === severity)
      .map((rule) => condition(objective, rule, minimumEvents))
      .join(' or '),
    ...alertTexts(objective, severity),
  });
  return {
    name: `slo-${name}`,
    rules: [
      record(badRule, bad('5m')),
      record(totalRule, total('5m')),
      ...[...windowMinutes, windowOfBudget].map(ratio),
      ...burnRules.map(({ longMinutes }) =>
        record(
          eventsRule(windowName(longMinutes)),
          `${totalIn(longMinutes)} * ${longMinutes * 60}`,
        ),
      ),
      record('slo:budget_left:ratio', `1 - ${budget} / ${share(allowedPerMillion)}`),
      alert('page'),
      alert('ticket'),
    ],
  };
}

function condition(
  { name, allowedPerMillion }: Objective,
  { longMinutes, shortMinutes, factor }: BurnRule,
  minimumEvents: number,
): string {
  const of = (rule: string) => `${rule}{objective="${name}"}`;
  const [long, short] = [windowName(longMinutes), windowName(shortMinutes)];
  const limit = `(${factor} * ${share(allowedPerMillion)})`;
  const burning = [long, short].map((window) => `${of(errorRatioRule(window))} > ${limit}`);
  return `(${burning.join(' and ')} and ${of(eventsRule(long))} >= ${minimumEvents})`;
}

/** `0.001`, never `1e-6`, for people who read the rules. */
const share = (perMillion: number): string => (perMillion / 1e6).toFixed(6).replace(/0+$/, '');
