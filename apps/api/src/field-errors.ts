import type { z } from 'zod';

import type { FieldError } from './problem.ts';

const parts: Readonly<Record<string, FieldError['in']>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

/** Longest name of an unknown member that is repeated to the caller. */
const maxNameLength = 100;

/**
 * What Zod found wrong, in the words of the API. Values are never repeated: Zod's `params` and
 * patterns stay here.
 *
 * @param httpPart Fastify's name of the part that was checked.
 */
export function fieldErrors(
  issues: readonly z.core.$ZodIssue[],
  httpPart: string | undefined,
): FieldError[] {
  const where = parts[httpPart ?? 'body'] ?? 'body';
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) =>
        fieldError([...path, key.slice(0, maxNameLength)], where, 'unknown_field', 'Unknown field'),
      );
    }
    const missing = issue.code === 'invalid_type' && /received undefined$/.test(issue.message);
    if (missing) return fieldError(path, where, 'required', 'Required');
    const own: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
    const code = typeof own === 'string' ? own : issue.code;
    return fieldError(path, where, code, issue.message);
  });
}

function fieldError(
  path: readonly string[],
  where: FieldError['in'],
  code: string,
  message: string,
): FieldError {
  // RFC 6901 §3 escapes, then §6 percent-encoding.
  const pointer = path
    .map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
  return {
    field: path.join('.'),
    message,
    ...(where === 'body' ? { pointer: `#${pointer}` } : {}),
    in: where,
    code,
  };
}
