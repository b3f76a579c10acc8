/** Every code that this lib throws; README.md says when, and what to do. */
export const tracingErrorCodes = [
  'TRACING_CONFIG_INVALID',
  'TRACING_DOUBLE_INSTRUMENTATION',
] as const;

/** Stable across releases: match on it instead of on the message. */
export type TracingErrorCode = (typeof tracingErrorCodes)[number];

/** The same symbol in every copy of this package, ESM or CommonJS, so that each knows the others' errors. */
const brand = Symbol.for('@unite/tracing.error');

/** What this lib throws, and only from factories. */
export class TracingError extends Error {
  override readonly name = 'TracingError';
  readonly code: TracingErrorCode;

  constructor(code: TracingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` was thrown by this lib, in any of its copies, and has `code` when one is given. */
export function isTracingError(error: unknown, code?: TracingErrorCode): error is TracingError {
  if (typeof error !== 'object' || error === null || !(brand in error)) return false;
  return code === undefined || ('code' in error && error.code === code);
}
