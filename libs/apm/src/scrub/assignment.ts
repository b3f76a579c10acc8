import { filtered, type TextRule } from './secrets.ts';
import type { SensitiveKey } from './sensitive-key.ts';

/** What stands between a name and its value in headers, queries, JSON, YAML, PHP and Ruby. */
const separator = /=>|[:=]|%3[ad]/gi;
const nameBefore = /([\w.-]{1,64})(?:[ -]([\w.-]{1,64}))?\\{0,7}["'`]?\]?\s{0,4}$/;
/** A name, its quote and the blanks before the separator are looked for in so many characters. */
const maxNameSpan = 144;

/** Their value is the rest of the line: `Cookie: a=b; c=d`, `Authorization: Basic dXNlcjpwYXNz`. */
const header = /(?:authorization|cookie)$/i;
const restOfLine = /[^\r\n"'`]*/y;
const bare = /[^\s"'`\\&,;|<>(){}[\]%]*(?:%(?!26|22|2C|3B)[^\s"'`\\&,;|<>(){}[\]%]*)*/iy;
/** Says that there is no secret. */
const nothing = /^(?:null|undefined|none|true|false|nil|)$/i;

/**
 * Hides the values of sensitive names in `name=value`, `name: value`, `"name":"value"` and the same escaped
 * once more, in connection strings and in queries. It walks from one separator to the next, so it is linear.
 */
export function assignmentRule(isSensitive: SensitiveKey): TextRule {
  return (text) => {
    let done = 0;
    let result = '';
    separator.lastIndex = 0;
    for (let found = separator.exec(text); found; found = separator.exec(text)) {
      const name = nameThatIsSensitive(
        text.slice(Math.max(done, found.index - maxNameSpan), found.index),
        isSensitive,
      );
      if (name === undefined) continue;
      const [start, end] = valueAfter(text, separator.lastIndex, header.test(name));
      if (nothing.test(text.slice(start, end))) continue;
      result += text.slice(done, start) + filtered;
      done = end;
      separator.lastIndex = end;
    }
    return done === 0 ? text : result + text.slice(done);
  };
}

function nameThatIsSensitive(before: string, isSensitive: SensitiveKey): string | undefined {
  const [, first = '', second] = nameBefore.exec(before) ?? [];
  if (second === undefined) return isSensitive(first) ? first : undefined;
  if (isSensitive(second)) return second;
  // `API key: …`; a sentence such as `the secret is: …` has its name at the end as well.
  return isSensitive(`${first} ${second}`) ? `${first} ${second}` : undefined;
}

/** Where the value that begins at `index` starts and ends, without its quotes. */
function valueAfter(text: string, index: number, isHeader: boolean): readonly [number, number] {
  const opening = /\s{0,8}(\\{0,7})(["'`]?)/y;
  opening.lastIndex = index;
  const [all = '', escapes = '', quote = ''] = opening.exec(text) ?? [];
  const start = index + all.length;
  if (quote !== '') return [start, closingQuote(text, start, escapes, quote)];
  const plain = isHeader ? restOfLine : bare;
  plain.lastIndex = start;
  // A placeholder of an earlier run is a value that the pattern of a bare one does not know.
  if (text.startsWith(filtered, start) && !isHeader) return [start, start + filtered.length];
  return [start, start + (plain.exec(text)?.[0].length ?? 0)];
}

/** The first quote behind no more backslashes than the opening one had, or the end of the text. */
function closingQuote(text: string, start: number, escapes: string, quote: string): number {
  for (let at = text.indexOf(quote, start); at !== -1; at = text.indexOf(quote, at + 1)) {
    let backslashes = 0;
    while (at - backslashes > start && text[at - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes <= escapes.length) return at - backslashes;
    // JSON in JSON: an even number of them in an unescaped text is written backslashes, not an escape.
    if (escapes === '' && backslashes % 2 === 0) return at;
  }
  return text.length;
}
