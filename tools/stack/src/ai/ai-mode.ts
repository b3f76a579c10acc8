/** All modes of the fake AI provider. */
export const aiModes = ['ok', 'slow', 'rate-limited', 'error', 'cut-off', 'malformed'] as const;

/**
 * How the fake AI provider answers chat requests:
 * - `ok`: at once and right.
 * - `slow`: right, with a pause before each chunk (or the sum of them before a whole answer).
 * - `rate-limited`: 429 with `retry-after: 1`.
 * - `error`: 500.
 * - `cut-off`: the connection is destroyed in the middle of the answer.
 * - `malformed`: 200 with JSON that ends too early.
 */
export type AiMode = (typeof aiModes)[number];

/** Whether the value names a mode. */
export function isAiMode(value: unknown): value is AiMode {
  return aiModes.some((mode) => mode === value);
}
