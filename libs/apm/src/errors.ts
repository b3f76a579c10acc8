/** Every code that this lib throws; README.md says when, and what to do. */
export const apmErrorCodes = [
  'APM_CONFIG_INVALID',
  'APM_DOUBLE_INSTRUMENTATION',
  'APM_METRIC_INVALID',
] as const;

/** Stable across releases: match on it instead of on the message. */
export type ApmErrorCode = (typeof apmErrorCodes)[number];

/** The same symbol in every copy of this package, ESM or CommonJS, so that each knows the others' errors. */
const brand = Symbol.for('@unite/apm.error');

/** What this lib throws: at start, for what cannot work as it is configured. Telemetry itself never throws. */
export class ApmError extends Error {
  override readonly name = 'ApmError';
  readonly code: ApmErrorCode;

  constructor(code: ApmErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` was thrown by this lib, in any of its copies, and has `code` when one is given. */
export function isApmError(error: unknown, code?: ApmErrorCode): error is ApmError {
  if (typeof error !== 'object' || error === null || !(brand in error)) return false;
  return code === undefined || ('code' in error && error.code === code);
}
