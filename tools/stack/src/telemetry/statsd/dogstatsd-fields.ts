/** Why a line is no DogStatsD. */
export interface LineFault {
  readonly reason: string;
}

/** Fields that follow the value, by their prefix; every kind of line knows its own. */
export type Fields = ReadonlyMap<string, string>;

// "Tags can be up to 200 characters long"; the Agent cuts longer ones, which would merge them.
const maxTagLength = 200;

/**
 * Reads the fields after the value, each of which starts with one of the prefixes. Their order is
 * free; each may be there once.
 */
export function parseFields(
  parts: readonly string[],
  prefixes: readonly string[],
): Fields | LineFault {
  const fields = new Map<string, string>();
  for (const part of parts) {
    const prefix = prefixes.find((candidate) => part.startsWith(candidate));
    if (prefix === undefined) return { reason: `there is no field "${part}"` };
    if (fields.has(prefix)) return { reason: `the field "${prefix}" is there twice` };
    fields.set(prefix, part.slice(prefix.length));
  }
  return fields;
}

/** The tags of the field "#", e.g. ["env:test", "canary"]; none when there is no such field. */
export function parseTags(fields: Fields): readonly string[] | LineFault {
  const field = fields.get('#');
  if (field === undefined) return [];
  const tags = field.split(',');
  if (tags.includes('')) return { reason: 'a tag is empty' };
  if (tags.some((tag) => tag.length > maxTagLength)) {
    return { reason: `a tag is longer than ${maxTagLength} characters` };
  }
  return tags;
}

/** The field's value as epoch seconds; undefined when there is no such field. */
export function parseTimestamp(fields: Fields, prefix: string): number | undefined | LineFault {
  const field = fields.get(prefix);
  if (field === undefined) return undefined;
  return /^[1-9]\d{0,10}$/.test(field) ? Number(field) : { reason: 'the timestamp is no number' };
}

/** Whether a result is a fault. */
export function isFault(result: unknown): result is LineFault {
  return typeof result === 'object' && result !== null && 'reason' in result;
}
