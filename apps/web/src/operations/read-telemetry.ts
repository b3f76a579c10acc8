import type { Outcome } from '../api/outcome.ts';
import { outcomeOf, type ServerApi } from '../api/server-api.ts';
import type { Telemetry } from './telemetry.ts';

/** What the API said of itself, and when, epoch ms. */
export interface FirstTelemetry {
  /** Undefined when the answer was not there in time: then the page asks for it itself. */
  readonly first: Outcome<Telemetry> | undefined;
  readonly answeredAtMs: number;
}

/** The page does not wait longer for its charts, in ms; what they tell is in the API's own memory. */
const limitMs = 1_500;

/** Asks the API what it has measured, for the first rendering of the page. */
export async function readTelemetry(api: ServerApi): Promise<FirstTelemetry> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), limitMs);
  try {
    const asked = outcomeOf(api.GET('/api/operations/telemetry'));
    return { first: await Promise.race([asked, late.promise]), answeredAtMs: Date.now() };
  } finally {
    clearTimeout(timer);
  }
}
