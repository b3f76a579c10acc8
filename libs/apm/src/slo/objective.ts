import { ApmError } from '../errors.ts';
import { fastestFactor } from './burn-windows.ts';

interface Common {
  /** Lower case words with dashes, unique, such as `api-availability`. */
  readonly name: string;
  /** What is promised, in a sentence; it is the text of alerts and reports. */
  readonly description: string;
  /** Part of the events that are good, such as 0.999, with at most six decimals. */
  readonly objective: number;
  /** Days over which it holds, 7 to 90. Default 30. */
  readonly windowDays?: number;
  /** Patterns of routes that it holds for, as in `http.route`. Default all. */
  readonly routes?: readonly string[];
}

/** Of all requests, the good ones are answered below status 500. */
export interface AvailabilityObjective extends Common {
  readonly kind: 'availability';
}

/** Of the requests answered below status 500, the good ones take at most `thresholdMs`. */
export interface LatencyObjective extends Common {
  readonly kind: 'latency';
  /** A bound of the duration histogram's buckets, or the generated rules could not count it. */
  readonly thresholdMs: number;
}

/** A promise about requests. */
export type ObjectiveDefinition = AvailabilityObjective | LatencyObjective;

/** A promise that was checked. */
export type Objective = ObjectiveDefinition & {
  readonly windowDays: number;
  /** Bad events that are allowed of a million. */
  readonly allowedPerMillion: number;
};

/** One served request. */
export interface RequestOutcome {
  /** Pattern of the route, as in `http.route`; empty when none matched. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/**
 * Checks the objectives, in their order.
 *
 * @throws {ApmError} APM_CONFIG_INVALID for a name that is not unique, a number out of range, or an objective
 * so low that not even a complete outage would page.
 */
export function defineObjectives(
  definitions: readonly ObjectiveDefinition[],
): readonly Objective[] {
  const names = new Set<string>();
  return definitions.map((definition) => {
    const { name } = definition;
    demand(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name),
      `objective ${name}: not a-z, 0-9 and dashes`,
    );
    demand(!names.has(name), `objective ${name} is defined twice`);
    names.add(name);
    return resolve(definition);
  });
}

function resolve(definition: ObjectiveDefinition): Objective {
  const { name, objective, windowDays = 30, routes } = definition;
  const allowedPerMillion = Math.round((1 - objective) * 1e6);
  demand(
    allowedPerMillion > 0 && Number(objective.toFixed(6)) === objective,
    `objective ${name}: ${objective} is not below 1 with at most six decimals`,
  );
  demand(
    Number.isInteger(windowDays) && windowDays >= 7 && windowDays <= 90,
    `objective ${name}: windowDays is ${windowDays}, not 7 to 90`,
  );
  demand(
    fastestFactor * allowedPerMillion < 1e6,
    `objective ${name}: ${objective} is so low that not even an outage would page`,
  );
  demand(routes?.length !== 0, `objective ${name}: no routes; leave them out to mean all`);
  if (definition.kind === 'latency') {
    const { thresholdMs } = definition;
    demand(
      thresholdMs > 0 && Number.isFinite(thresholdMs),
      `objective ${name}: thresholdMs is ${thresholdMs}, not above 0`,
    );
  }
  return { ...definition, windowDays, allowedPerMillion };
}

/** Whether the outcome was good; undefined when the objective says nothing about it. */
export function isGood(objective: Objective, outcome: RequestOutcome): boolean | undefined {
  const failed = outcome.status >= 500;
  if (objective.kind === 'availability') return !failed;
  return failed ? undefined : outcome.durationMs <= objective.thresholdMs;
}

function demand(kept: boolean, message: string): asserts kept {
  if (!kept) throw new ApmError('APM_CONFIG_INVALID', message);
}
