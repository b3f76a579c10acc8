import { isApmError } from '../errors.ts';
import { type PriceBook, resolvePriceBooks } from './price-book.ts';

const book: PriceBook = {
  version: '2026-11',
  validFrom: '2026-11-01T00:00:00Z',
  currency: 'EUR',
  vcpuHour: 0.1,
  databaseSecond: 0.000_000_001,
  redisMillionOperations: 0,
  egressGigabyte: 999_999.999_999_999,
  ai: { small: { inputMillionTokens: 0.15, outputMillionTokens: 0.6 } },
};
const nowMs = Date.parse('2026-11-20T00:00:00Z');

function thrown(books: readonly PriceBook[]): unknown {
  try {
    return resolvePriceBooks(books, nowMs);
  } catch (error) {
    return error;
  }
}

describe('price books', () => {
  it('hold decimals exactly', () => {
    const [prices] = resolvePriceBooks([book], nowMs);
    expect(prices).toMatchObject({
      vcpuHour: 100_000_000n,
      databaseSecond: 1n,
      redisMillionOperations: 0n,
      egressGigabyte: 999_999_999_999_999n,
    });
    expect(prices?.ai.get('small')).toEqual({ input: 150_000_000n, output: 600_000_000n });
  });

  it('are ordered by the moment from which they are valid', () => {
    const later = { ...book, version: '2026-12', validFrom: '2026-12-01T00:00:00Z' };
    expect(resolvePriceBooks([later, book], nowMs).map(({ version }) => version)).toEqual([
      '2026-11',
      '2026-12',
    ]);
  });

  it.each<[string, readonly PriceBook[]]>([
    ['no book', []],
    ['no book that is valid yet', [{ ...book, validFrom: '2027-01-01' }]],
    ['a moment that is none', [{ ...book, validFrom: 'soon' }]],
    ['a negative price', [{ ...book, vcpuHour: -1 }]],
    ['a price that is no number', [{ ...book, databaseSecond: Number.NaN }]],
    ['a price beyond nine decimals', [{ ...book, vcpuHour: 0.000_000_000_1 }]],
    ['a price above a million', [{ ...book, egressGigabyte: 1_000_001 }]],
    [
      'a price of tokens that is infinite',
      [{ ...book, ai: { a: { inputMillionTokens: Infinity, outputMillionTokens: 0 } } }],
    ],
    ['a currency that is none', [{ ...book, currency: 'euro' }]],
    ['an empty version', [{ ...book, version: '' }]],
    ['a version twice', [book, { ...book, validFrom: '2026-10-01' }]],
    ['a moment twice', [book, { ...book, version: 'b' }]],
    ['two currencies', [book, { ...book, version: 'b', validFrom: '2026-10-01', currency: 'USD' }]],
  ])('are refused with %s', (_, books) => {
    expect(isApmError(thrown(books), 'APM_CONFIG_INVALID')).toBe(true);
  });
});
