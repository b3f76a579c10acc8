/**
 * The headers that can be sent, with lower-case names.
 *
 * Node throws at a line break in a value, and an answer that throws would lose the problem.
 */
export function safeHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const safe: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
      typeof value === 'string' &&
      /^[\t -~]*$/.test(value)
    ) {
      safe[name.toLowerCase()] = value;
    }
  }
  return safe;
}
