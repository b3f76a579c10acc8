const maxLength = 200;

/**
 * A metric's name by Datadog's rules: it starts with a letter, has ASCII letters, digits, `_` and `.`
 * only, and 200 characters at most. Everything else becomes `_`.
 */
export function datadogName(name: string): string {
  const legal = name.replace(/[^a-zA-Z0-9_.]+/g, '_');
  return (/^[a-zA-Z]/.test(legal) ? legal : `m_${legal}`).slice(0, maxLength);
}

/**
 * A tag by Datadog's rules: lower case, starting with a letter, of letters, digits and `_-:./` only, not
 * ending with `:`, 200 characters at most. Everything else becomes `_`. `|`, `,`, `#`, `@` and line breaks,
 * which would break the datagram, are among it.
 */
export function datadogTag(name: string, value: string): string {
  const key = name.toLowerCase().replace(/[^\p{L}\p{N}_./-]+/gu, '_');
  const started = /^\p{L}/u.test(key) ? key : `t_${key}`;
  const legal = value.toLowerCase().replace(/[^\p{L}\p{N}_:./-]+/gu, '_');
  return `${started}:${legal}`
    .slice(0, maxLength)
    .replace(/[:_]+$/, '')
    .toWellFormed();
}
