import type { ModelPrice, PriceBook } from '@unite/apm/cost';

/**
 * What the service's work costs, by date; examples of list prices to be replaced by those of your contracts.
 * A book is never changed once it was valid: add the next one.
 */
const priceBooks: readonly PriceBook[] = [
  {
    version: '2026-01',
    validFrom: '2026-01-01T00:00:00Z',
    currency: 'USD',
    vcpuHour: 0.04,
    databaseSecond: 0.00005,
    redisMillionOperations: 0.2,
    egressGigabyte: 0.09,
    ai: {},
  },
];

/**
 * The price books with what the operator says that the model costs, for which no example would do: prices differ by
 * provider and contract.
 */
export function priceBooksWith(
  ai: { readonly model: string; readonly price: ModelPrice | null } | null,
): readonly PriceBook[] {
  if (ai === null || ai.price === null) return priceBooks;
  const own = { [ai.model]: ai.price };
  return priceBooks.map((book) => ({ ...book, ai: { ...book.ai, ...own } }));
}
