import { type FieldError, type RequestPart, fieldError } from '../field-error.ts';

/** An issue of any validator that implements Standard Schema (https://standardschema.dev). */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** How issues become field errors. */
export interface StandardFieldErrorsOptions {
  /** Which part was validated. Default: `body`. */
  readonly in?: RequestPart;
  /**
   * The text that is sent. Default: `Not valid`, because several validators quote the refused value in
   * their message; return `issue.message` only for a validator that does not.
   */
  readonly message?: (issue: StandardIssue) => string;
}

/** The issues of a Standard Schema validator as field errors. */
export function standardFieldErrors(
  issues: readonly StandardIssue[],
  { in: part = 'body', message = () => 'Not valid' }: StandardFieldErrorsOptions = {},
): FieldError[] {
  return issues.map((issue) => {
    const path = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
    return fieldError(path, part, 'invalid', message(issue));
  });
}
