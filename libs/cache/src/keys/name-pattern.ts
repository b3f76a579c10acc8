import { decodePart } from './key-part.ts';

/** Names of keys have no `*`; tags that have one begin otherwise than a namespace may be called. */
const patternForm = /^[a-z][a-z0-9-]+:[^*]*\*/i;

/** Whether `name` is a pattern of names: a name of which some parts contain `*`, which stands for any text of the part. */
export function isPattern(name: string): boolean {
  return patternForm.test(name);
}

/** Tells the names that match `pattern`, in a time proportional to their length. */
export function matcherOf(pattern: string): (name: string) => boolean {
  const head = pattern.slice(0, pattern.indexOf('*'));
  const wanted = pattern.split(':').map((part) => part.split('*').map(decoded));
  return (name) => {
    if (!name.startsWith(head)) return false;
    const parts = name.split(':');
    if (parts.length !== wanted.length) return false;
    return wanted.every((pieces, at) => contains(pieces, decoded(parts[at] ?? '')));
  };
}

/** A piece of a percent-encoded character is none of its text. */
function decoded(part: string): string {
  return part.includes('%') ? (decodePart(part) ?? part) : part;
}

/** Whether `text` consists of `pieces` in their order, with any text between two of them. */
function contains(pieces: readonly string[], text: string): boolean {
  const [first = '', ...between] = pieces;
  const last = between.pop();
  if (last === undefined) return text === first;
  const end = text.length - last.length;
  if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return false;
  // The first place where a piece fits leaves most room to those behind it.
  let at = first.length;
  for (const piece of between) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
