import { parseCheck, type StatsdCheck } from './dogstatsd-check.ts';
import { parseEvent, type StatsdEvent } from './dogstatsd-event.ts';
import type { LineFault } from './dogstatsd-fields.ts';
import { parseMetric, type StatsdMetric } from './dogstatsd-metric.ts';

/** One line of DogStatsD. */
export type StatsdLine = StatsdMetric | StatsdEvent | StatsdCheck;

/** Parses one line, without its newline. */
export function parseStatsdLine(line: string): StatsdLine | LineFault {
  if (line.startsWith('_e')) return parseEvent(line);
  if (line.startsWith('_sc|')) return parseCheck(line);
  return parseMetric(line);
}
