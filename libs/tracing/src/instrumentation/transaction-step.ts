/** What a statement does to transactions. */
export type TransactionStep = 'begin' | 'end';

/** What the words below begin with. Nearly all statements begin otherwise, and each pattern takes half a microsecond. */
const beginnings = new Set(['be', 'st', 'co', 'en', 'ro', 'ab', 'pr']);

const beginShape = /^\s*(?:begin|start\s+transaction)\b[^;]*;?\s*$/i;
const endShape =
  /^\s*(?:commit|end|rollback|abort|prepare\s+transaction)\b(?!\s+prepared\b)[^;]*;?\s*$/i;
/** These leave one open: back to a savepoint, or on with the next. */
const staysShape = /\bto\b|\band\s+chain\b/i;

/**
 * Longer statements are others: PostgreSQL's longest, `PREPARE TRANSACTION`, takes a name of up to 200 bytes. Looking
 * at a text has V8 join the pieces that it was put together of, which takes longer than all else of its span.
 */
const maxChars = 300;

/** What a text does to transactions, if it is one statement. */
export function transactionStep(text: string): TransactionStep | undefined {
  if (text.length > maxChars || !mayBeStep(text)) return undefined;
  if (beginShape.test(text)) return 'begin';
  return endShape.test(text) && !staysShape.test(text) ? 'end' : undefined;
}

/** Whether the first two letters are those of a step. */
function mayBeStep(text: string): boolean {
  let at = 0;
  // All white space of ASCII is below, and that beyond is not what PostgreSQL takes for it.
  while (text.charCodeAt(at) <= 32) at += 1;
  return beginnings.has(text.slice(at, at + 2).toLowerCase());
}
