import { aiCostOf } from './ai-cost.ts';
import type { PriceBook } from './price-book.ts';

const book = (validFrom: string, inputMillionTokens: number): PriceBook => ({
  ...{ version: validFrom, validFrom, currency: 'EUR' },
  ...{ vcpuHour: 0, databaseSecond: 0, redisMillionOperations: 0, egressGigabyte: 0 },
  ai: { tiny: { inputMillionTokens, outputMillionTokens: 8 } },
});
const books = [book('2026-07-01T00:00:00Z', 4), book('2026-01-01T00:00:00Z', 2)];
const tokens = { model: 'tiny', input: 500_000, output: 250_000 };
const costAt = (day: string, of = tokens) => aiCostOf(books, of, Date.parse(day));

describe('the cost of a call', () => {
  it('is that of the book which is valid then', () => {
    expect(costAt('2026-03-01')).toEqual({ amount: 3, currency: 'EUR' });
    expect(costAt('2026-08-01')).toEqual({ amount: 4, currency: 'EUR' });
  });

  it('is not known before the first book, nor of a model without a price', () => {
    expect(costAt('2025-01-01')).toBeUndefined();
    expect(costAt('2026-03-01', { ...tokens, model: 'constructor' })).toBeUndefined();
  });
});
