import type { Problem } from './problem.ts';
import { problemIn } from './read-problem.ts';

/**
 * The problem that the last line of an NDJSON answer tells. A line's `type` says which kind of line it is, so the
 * problem's own goes by `problemType`; and its status is the line's, because that of HTTP was sent before.
 */
export function problemInLine(line: object): Problem {
  const {
    problemType: type,
    status,
    ...members
  }: { problemType?: unknown; status?: unknown } = line;
  return problemIn({ ...members, type }, { status: typeof status === 'number' ? status : 500 });
}
