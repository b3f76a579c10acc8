/** What a statement does to transactions. */
export type TransactionStep = 'begin' | 'end';

const beginShape = /^\s*(?:begin|start\s+transaction)\b[^;]*;?\s*$/i;
const endShape =
  /^\s*(?:commit|end|rollback|abort|prepare\s+transaction)\b(?!\s+prepared\b)[^;]*;?\s*$/i;
/** These leave one open: back to a savepoint, or on with the next. */
const staysShape = /\bto\b|\band\s+chain\b/i;

/** What a text does to transactions, if it is one statement. */
export function transactionStep(text: string): TransactionStep | undefined {
  if (beginShape.test(text)) return 'begin';
  return endShape.test(text) && !staysShape.test(text) ? 'end' : undefined;
}
