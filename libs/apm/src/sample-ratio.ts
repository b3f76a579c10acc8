/**
 * Part of traces and browser sessions that is kept, 0 to 1: a tenth in production, where there are enough of
 * them, all of them elsewhere. Errors, metrics, costs and page loads are never sampled.
 */
export function sampleRatioOf(environment: string): number {
  return environment === 'production' ? 0.1 : 1;
}
