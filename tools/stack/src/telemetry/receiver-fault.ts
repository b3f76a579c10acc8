/** Answers with this status and accepts nothing. */
export interface StatusFault {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Value of `retry-after` in seconds. Default: no such header. */
  readonly retryAfterSeconds?: number;
  /** More headers of the answer, e.g. `x-sentry-rate-limits`. Default none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What a receiver does with requests:
 * - `none`: answers as the real backend would.
 * - `delayMs`: accepts at once and answers only after so many milliseconds.
 * - `status`: answers with this status and accepts nothing.
 * - `hang`: reads the request and never answers; what hangs stays so when the fault ends.
 * - `reset`: resets (RST) the connection of each request as soon as its headers are there.
 * - `refuse`: ends every connection and stops listening; the next other fault listens again, on the
 *   same port.
 */
export type ReceiverFault =
  'none' | 'hang' | 'reset' | 'refuse' | { readonly delayMs: number } | StatusFault;

const names: readonly unknown[] = ['none', 'hang', 'reset', 'refuse'];

/** Whether the value, e.g. from JSON, is a fault. */
export function isReceiverFault(value: unknown): value is ReceiverFault {
  if (names.includes(value)) return true;
  return isDelay(value) || isStatusFault(value);
}

/** Whether the fault delays answers. */
export function isDelay(value: unknown): value is { readonly delayMs: number } {
  return isObject(value) && typeof value.delayMs === 'number' && value.delayMs >= 0;
}

/** Whether the fault answers with a status. */
export function isStatusFault(value: unknown): value is StatusFault {
  if (!isObject(value)) return false;
  const { status, retryAfterSeconds, headers } = value;
  return (
    Number.isInteger(status) &&
    Number(status) >= 400 &&
    Number(status) <= 599 &&
    (retryAfterSeconds === undefined || typeof retryAfterSeconds === 'number') &&
    (headers === undefined || (isObject(headers) && Object.values(headers).every(isString)))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
