/** A statement without the data in it. */
export interface SqlText {
  /** Literals are `?`; parameters stay, e.g. `$1`. At most {@link maxTextChars} characters. */
  readonly text: string;
  /** First word in upper case, e.g. `SELECT`. */
  readonly operation: string;
  /** The table that it begins with; undefined for a statement without one. */
  readonly target: string | undefined;
}

/** Longer texts are generated, and their end says no more than their beginning. */
export const maxTextChars = 2000;
/** Longer statements are not read beyond this, as that takes time for each query. */
const maxReadChars = 10_000;

/** Statements that are remembered, as programs give the same ones again and again; 2 MB at most. */
const maxKnown = 200;
let known = new Map<string, SqlText>();

/**
 * What of a statement is not data: its text with each literal replaced, so that neither values nor comments leave
 * (semantic conventions, "Sanitization of db.query.text"). Takes time in proportion to the statement once.
 */
export function readSql(statement: string): SqlText {
  const start = statement.slice(0, maxReadChars);
  const read = known.get(start);
  if (read !== undefined) return read;
  if (known.size >= maxKnown) known = new Map();
  const sql = sanitized(start);
  known.set(copied(start), sql);
  return sql;
}

function sanitized(statement: string): SqlText {
  const text = statement
    .replaceAll(token, (match) => replacementOf(match))
    .replaceAll(/\s+/g, ' ')
    .trim();
  const operation = /^\(*\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? 'QUERY';
  const target = /\b(?:from|into|update|table)\s+(?:only\s+)?([\w".]+)/i.exec(text)?.[1];
  return {
    text: copied(text.slice(0, maxTextChars)),
    operation: copied(operation),
    target: target === undefined ? undefined : copied(target.replaceAll('"', '')),
  };
}

/** V8 keeps a whole text in memory for a part of it, and spans wait in memory. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}

/**
 * What is replaced, and what must be read as a whole so that nothing within is mistaken, in the order of
 * PostgreSQL's lexer (manual, section 4.1): comments, strings with escapes, strings, dollar-quoted strings, quoted
 * names, parameters, names, numbers. A string that does not end goes to the end of the text.
 */
const token =
  /--[^\n]*|\/\*[^]*?(?:\*\/|$)|\b[eE]'(?:[^'\\]|\\[^]|'')*(?:'|$)|\b(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$([A-Za-z_]\w*)?\$[^]*?(?:\$\1\$|$)|"(?:[^"]|"")*(?:"|$)|\$\d+|[A-Za-z_][\w$]*|(?:\d[\w.]*|\.\d[\w.]*)/g;

function replacementOf(match: string): string {
  if (match.startsWith('--') || match.startsWith('/*')) return ' ';
  if (/^(?:"|\$\d|[A-Za-z_])/.test(match) && !match.endsWith("'") && !isUnended(match))
    return match;
  return '?';
}

/** A prefixed string, e.g. `E'…`, that the end of the text has cut off. */
function isUnended(match: string): boolean {
  return /^[A-Za-z]&?'/.test(match);
}
