/** What `defineProblems` refuses; each code is explained in the README. */
export type ProblemDetailsErrorCode =
  | 'PROBLEM_BASE_INVALID'
  | 'PROBLEM_SLUG_INVALID'
  | 'PROBLEM_NAME_TAKEN'
  | 'PROBLEM_STATUS_INVALID'
  | 'PROBLEM_DETAIL_INVALID'
  | 'PROBLEM_EXTENSION_INVALID'
  | 'PROBLEM_TRANSLATION_INVALID'
  | 'PROBLEM_CACHE_INVALID';

const brand = Symbol.for('@unite/problem-details.error');

/** A mistake in a catalogue or in options, found when the program starts; retrying never helps. */
export class ProblemDetailsError extends Error {
  override readonly name = 'ProblemDetailsError';
  readonly code: ProblemDetailsErrorCode;
  /** @internal */
  readonly [brand] = true;

  constructor(code: ProblemDetailsErrorCode, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Whether `value` is a {@link ProblemDetailsError}, also of another copy of this package, and has `code` if one is given. */
export function isProblemDetailsError(
  value: unknown,
  code?: ProblemDetailsErrorCode,
): value is ProblemDetailsError {
  if (!(value instanceof Error && brand in value)) return false;
  return code === undefined || ('code' in value && value.code === code);
}
