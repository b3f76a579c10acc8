import { oneLine } from './template.ts';

/** Where in a request a refused value was. */
export type RequestPart = 'body' | 'query' | 'path' | 'header';

/** One thing that is wrong with a request; it never holds the refused value. */
export interface FieldError {
  /** Dotted path for people, e.g. `address.city`; empty for the whole part. */
  readonly field: string;
  /** What is wrong, for people. */
  readonly message: string;
  /** JSON Pointer as a URI fragment (RFC 6901 §6), e.g. `#/address/city`; only in a body. */
  readonly pointer?: string;
  readonly in?: RequestPart;
  /** Stable, lower-case with underscores, e.g. `too_small`. */
  readonly code?: string;
}

/** Most field errors that one problem lists. */
export const maxFieldErrors = 100;

/** Longest field name, pointer, message or code that is sent, in UTF-16 units. */
const maxTextLength = 500;

/**
 * Describes what is wrong at `path`.
 *
 * @param path property names and array indexes, outermost first.
 */
export function fieldError(
  path: readonly PropertyKey[],
  part: RequestPart,
  code: string,
  message: string,
): FieldError {
  const steps = path.map((step) => oneLine(String(step), maxTextLength));
  return {
    field: steps.join('.'),
    message,
    ...(part === 'body' ? { pointer: pointer(steps) } : {}),
    in: part,
    code,
  };
}

function pointer(steps: readonly string[]): string {
  // RFC 6901 §3 escapes first, then §6 percent-encoding.
  return `#${steps
    .map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('')}`;
}

/**
 * A copy of `errors` that is safe to send: known members that are text, bounded in length and number.
 *
 * Anything else is left out: it may come from another copy of this package or from plain JavaScript.
 */
export function safeFieldErrors(errors: unknown): readonly FieldError[] | undefined {
  if (!Array.isArray(errors)) return undefined;
  return errors.slice(0, maxFieldErrors).flatMap((error: Readonly<Record<string, unknown>>) => {
    const safe: Record<string, string> = {};
    for (const name of members) {
      const value = error[name];
      if (typeof value === 'string') safe[name] = oneLine(value, maxTextLength);
    }
    // Whole when it has the two members that the type requires.
    return 'field' in safe && 'message' in safe ? (safe as unknown as FieldError) : [];
  });
}

/** In the order in which they are sent. */
const members = ['field', 'message', 'pointer', 'in', 'code'];
