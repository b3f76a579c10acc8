import type { AiTokens } from './ledger.ts';
import type { PriceBook } from './price-book.ts';

/** What a call of an AI model has cost. */
export interface AiCost {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/**
 * What the tokens of one call cost by the book that is valid at `atMs`, in epoch milliseconds; undefined where none
 * is, or where it has no price for the model. For a single call: sums are the ledger's, which are exact.
 */
export function aiCostOf(
  books: readonly PriceBook[],
  { model, input, output }: AiTokens,
  atMs: number,
): AiCost | undefined {
  const valid = books
    .filter(({ validFrom }) => Date.parse(validFrom) <= atMs)
    .toSorted((a, b) => Date.parse(b.validFrom) - Date.parse(a.validFrom))[0];
  if (valid === undefined || !Object.hasOwn(valid.ai, model)) return undefined;
  const price = valid.ai[model];
  if (price === undefined) return undefined;
  const { inputMillionTokens, outputMillionTokens } = price;
  const amount = (input * inputMillionTokens + output * outputMillionTokens) / 1_000_000;
  return { amount, currency: valid.currency };
}
