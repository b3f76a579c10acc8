import {
  isFault,
  parseFields,
  parseTags,
  parseTimestamp,
  type LineFault,
} from './dogstatsd-fields.ts';

/** An event. */
export interface StatsdEvent {
  readonly kind: 'event';
  readonly title: string;
  /** With its line breaks. */
  readonly text: string;
  readonly tags: readonly string[];
  /** Epoch seconds. */
  readonly timestampSeconds?: number;
  /** Other fields by their letter: h(ost), k(ey), p(riority), s(ource), t(ype), c(ontainer). */
  readonly fields: Readonly<Record<string, string>>;
}

const headPattern = /^_e\{(\d+),(\d+)\}:/;
const choices: Readonly<Record<string, readonly string[]>> = {
  'p:': ['normal', 'low'],
  't:': ['error', 'warning', 'info', 'success'],
};

/** Parses `_e{titleBytes,textBytes}:title|text[|d:seconds][|h:host]…[|#tags]`. */
export function parseEvent(line: string): StatsdEvent | LineFault {
  const head = headPattern.exec(line);
  if (!head) return { reason: 'an event starts with _e{title length,text length}:' };
  const titleBytes = Number(head[1]);
  const textBytes = Number(head[2]);
  const body = Buffer.from(line.slice(head[0].length));
  const textEnd = titleBytes + 1 + textBytes;
  const text = body.subarray(titleBytes + 1, textEnd).toString();
  const rest = body.subarray(textEnd).toString();
  const isCut = body[titleBytes] === 0x7c && body.length >= textEnd && /^(?:$|\|)/.test(rest);
  if (!isCut) return { reason: 'title and text are not as long as they say' };
  if (titleBytes === 0) return { reason: 'the title is empty' };
  const fields = parseFields(rest.split('|').slice(1), [
    'd:',
    'h:',
    'k:',
    'p:',
    's:',
    't:',
    'c:',
    '#',
  ]);
  if (isFault(fields)) return fields;
  const tags = parseTags(fields);
  if (isFault(tags)) return tags;
  const timestampSeconds = parseTimestamp(fields, 'd:');
  if (isFault(timestampSeconds)) return timestampSeconds;
  for (const [prefix, allowed] of Object.entries(choices)) {
    const value = fields.get(prefix);
    if (value !== undefined && !allowed.includes(value)) {
      return { reason: `"${prefix}${value}" is none of ${allowed.join(', ')}` };
    }
  }
  return {
    kind: 'event',
    title: body.subarray(0, titleBytes).toString(),
    text: text.replaceAll('\\n', '\n'),
    tags,
    ...(timestampSeconds !== undefined && { timestampSeconds }),
    fields: otherFields(fields, ['d:', '#']),
  };
}

function otherFields(
  fields: ReadonlyMap<string, string>,
  known: readonly string[],
): Record<string, string> {
  const others = [...fields].filter(([prefix]) => !known.includes(prefix));
  return Object.fromEntries(others.map(([prefix, value]) => [prefix.slice(0, -1), value]));
}
