import { fieldError } from '@unite/problem-details';

import { problems } from '../problems.ts';

/** The entity tag of a record's version: strong, because equal versions are equal bytes. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** What a caller demands of the version it overwrites. */
export type Precondition =
  { readonly any: true } | { readonly any: false; readonly tags: readonly string[] };

// RFC 9110 §8.8.3: entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE
const entityTag = /\s*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)/y;

/** The entity tags of a list header, or null when it is not a list of entity tags. */
function entityTags(header: string): readonly string[] | null {
  const tags: string[] = [];
  entityTag.lastIndex = 0;
  while (entityTag.lastIndex < header.length) {
    const match = entityTag.exec(header);
    if (match?.[1] === undefined) return null;
    tags.push(match[1]);
  }
  return tags.length > 0 ? tags : null;
}

/**
 * Reads `If-Match` (RFC 9110 §13.1.1).
 *
 * @throws {Problem} `precondition-required` when absent, `validation` when it is no list of entity tags.
 */
export function precondition(header: string | undefined): Precondition {
  if (header === undefined) throw problems.preconditionRequired();
  if (header.trim() === '*') return { any: true };
  const tags = entityTags(header);
  if (tags === null) {
    const message = 'Must be `*` or entity tags in double quotes, such as "3"';
    throw problems.validation({
      errors: [fieldError(['if-match'], 'header', 'invalid_entity_tag', message)],
    });
  }
  return { any: false, tags };
}

/** True when `version` fulfils the precondition; a weak tag never does (strong comparison). */
export function meets(expected: Precondition, version: number): boolean {
  return expected.any || expected.tags.includes(etag(version));
}

/** True when the caller's `If-None-Match` names `version` (weak comparison), so 304 is the answer. */
export function isNotModified(header: string | undefined, version: number): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return (entityTags(header) ?? []).some((tag) => tag.replace(/^W\//, '') === etag(version));
}
