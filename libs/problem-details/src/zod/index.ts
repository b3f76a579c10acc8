import { type FieldError, type RequestPart, fieldError } from '../field-error.ts';
import type { ProblemMapping } from '../to-problem.ts';

/** The members of a Zod 4 issue that are read; `params` and `input` are not, except a text `params.code`. */
export interface ZodIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly pattern?: unknown;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly ZodIssue[])[];
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Longest name of an unknown field that is repeated. */
const maxNameLength = 100;

/**
 * The issues of a Zod 4 error as field errors. Of a union the closest branch is reported. Messages are
 * Zod's or your own, unless they quote a pattern or the refused value.
 */
export function zodFieldErrors(
  issues: readonly ZodIssue[],
  part: RequestPart = 'body',
): FieldError[] {
  return flatten(issues, []).flatMap((issue) => {
    if (issue.keys !== undefined && issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) =>
        fieldError(
          [...issue.path, key.slice(0, maxNameLength)],
          part,
          'unknown_field',
          'Unknown field',
        ),
      );
    }
    if (issue.code === 'invalid_type' && /received undefined$/.test(issue.message)) {
      return fieldError(issue.path, part, 'required', 'Required');
    }
    const own = issue.code === 'custom' ? issue.params?.['code'] : undefined;
    const code = typeof own === 'string' ? own : (issue.code ?? 'invalid');
    return fieldError(issue.path, part, code, safeMessage(issue));
  });
}

/** Issues with absolute paths; a union is replaced by the branch that failed deepest, then with fewest issues. */
function flatten(issues: readonly ZodIssue[], parent: readonly PropertyKey[]): ZodIssue[] {
  return issues.flatMap((issue) => {
    const path = [...parent, ...issue.path];
    const branches = (issue.code === 'invalid_union' ? (issue.errors ?? []) : [])
      .filter((branch) => branch.length > 0)
      .map((branch) => flatten(branch, path))
      .toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
    const [closest, next] = branches;
    // Two equally close branches at this very place: neither is what the caller meant.
    const isClear = closest !== undefined && (depth(closest) > path.length || next === undefined);
    return isClear ? closest : { ...issue, path };
  });
}

function depth(issues: readonly ZodIssue[]): number {
  return Math.max(...issues.map(({ path }) => path.length));
}

function safeMessage({ message, pattern, input }: ZodIssue): string {
  const quotesPattern = pattern !== undefined && message.includes(String(pattern));
  const quotesInput = isQuotable(input) && message.includes(String(input));
  return quotesPattern || quotesInput ? 'Not in the expected format' : message;
}

function isQuotable(input: unknown): boolean {
  return (typeof input === 'string' && input !== '') || typeof input === 'number';
}

/**
 * Recognises thrown Zod errors as `validation`.
 *
 * Only for requests: a `parse` of your own data that throws is a bug, so add it where requests are
 * parsed and nothing else is.
 */
export function zodMapping(part: RequestPart = 'body'): ProblemMapping {
  return (thrown) => {
    if (typeof thrown !== 'object' || thrown === null) return undefined;
    const { name, issues } = thrown as { name?: unknown; issues?: unknown };
    const isZod = name === 'ZodError' || name === '$ZodError';
    if (!isZod || !Array.isArray(issues)) return undefined;
    return {
      slug: 'validation',
      status: 400,
      title: 'Bad Request',
      errors: zodFieldErrors(issues, part),
    };
  };
}
