/**
 * The share of sessions that RUM records where none is given: 0.1 in `production`, all elsewhere. Errors and
 * page loads are never sampled.
 */
export function sessionSampleRatio(environment: string): number {
  return environment === 'production' ? 0.1 : 1;
}
