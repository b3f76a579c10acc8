/** One field that the API refused. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  readonly code?: string | undefined;
}

/** A problem document (RFC 9457) as this app shows it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string | undefined;
  /** Names this one occurrence; the part after the last slash is what a person quotes to support. */
  readonly instance?: string | undefined;
  /** Stable and upper-case, for code to decide on. */
  readonly code: string;
  readonly errors?: readonly FieldProblem[] | undefined;
  /** Seconds to wait before trying again, from the `Retry-After` header. */
  readonly retryAfterSeconds?: number | undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readErrors(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((error) => ({
    field: text(error['field']) ?? '',
    message: text(error['message']) ?? 'is not valid',
    code: text(error['code']),
  }));
}

/** Reads a problem out of the JSON value of an answer; what is not one becomes a plain problem of that status. */
export function readProblem(value: unknown, status: number, headers?: Headers): Problem {
  const members = isObject(value) ? value : {};
  const retryAfter = Number(headers?.get('retry-after') ?? Number.NaN);
  return {
    type: text(members['type']) ?? 'about:blank',
    title: text(members['title']) ?? 'The server gave no usable answer',
    status,
    detail: text(members['detail']),
    instance: text(members['instance']),
    code: text(members['code']) ?? 'UNREADABLE_ANSWER',
    errors: readErrors(members['errors']),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  };
}

/** The problem of a request that never got an answer. */
export function unreachableProblem(): Problem {
  return {
    type: 'about:blank',
    title: 'The server cannot be reached',
    status: 0,
    detail: 'Check your connection and try again. Nothing you typed is lost.',
    code: 'UNREACHABLE',
  };
}

/** The id of the occurrence, to quote to support: the last part of `instance`. */
export function occurrenceId(problem: Problem): string | undefined {
  return problem.instance?.split('/').at(-1);
}

/** The message for each field that was refused, for {@link Problem.errors}; the first one counts. */
export function fieldMessages(problem: Problem | undefined): Readonly<Record<string, string>> {
  const messages: Record<string, string> = {};
  for (const { field, message } of problem?.errors ?? []) messages[field] ??= message;
  return messages;
}
