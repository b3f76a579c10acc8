import type { Outcome } from '../api/outcome.ts';
import { outcomeOf, type ServerApi } from '../api/server-api.ts';
import type { Operations } from './operations.ts';

/** What the API said, and when, epoch ms. */
export interface FirstLook {
  readonly first: Outcome<Operations>;
  readonly answeredAtMs: number;
}

/** Asks the API for the state of the system, for the first rendering of the page. */
export async function readOperations(api: ServerApi): Promise<FirstLook> {
  const first = await outcomeOf(api.GET('/api/operations'));
  return { first, answeredAtMs: Date.now() };
}
