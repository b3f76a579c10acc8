import { ApmError } from '../errors.ts';

/** Prices from one moment on, each in units of the currency with at most nine decimals. */
export interface PriceBook {
  /** Name of this state of the prices, such as `2026-11`; unique among a ledger's books. */
  readonly version: string;
  /** ISO 8601, such as `2026-11-01T00:00:00Z`; the book is used from then until the next one's moment. */
  readonly validFrom: string;
  /** ISO 4217, such as `EUR`; the same in all books of a ledger. */
  readonly currency: string;
  /** Of one processor for one hour. */
  readonly vcpuHour: number;
  /** Of one second that a query takes. */
  readonly databaseSecond: number;
  readonly redisMillionOperations: number;
  /** Of 10⁹ bytes. */
  readonly egressGigabyte: number;
  /** By the name that is given to `addAiTokens`; tokens of other models are reported as unpriced. */
  readonly ai: Readonly<Record<string, ModelPrice>>;
}

/** Prices of one AI model. */
export interface ModelPrice {
  readonly inputMillionTokens: number;
  readonly outputMillionTokens: number;
}

/** A price book in whole nano-units of the currency. */
export interface NanoPrices {
  readonly version: string;
  readonly validFromMs: number;
  readonly currency: string;
  readonly vcpuHour: bigint;
  readonly databaseSecond: bigint;
  readonly redisMillionOperations: bigint;
  readonly egressGigabyte: bigint;
  readonly ai: ReadonlyMap<string, { readonly input: bigint; readonly output: bigint }>;
}

/**
 * Checks the books and orders them by time.
 *
 * @throws {ApmError} APM_CONFIG_INVALID for a price that is no number from 0 with at most nine decimals, two
 * currencies, a version or a moment twice, no book, or none that is valid at `nowMs`.
 */
export function resolvePriceBooks(books: readonly PriceBook[], nowMs: number): NanoPrices[] {
  const prices = books.map(resolve).sort((a, b) => a.validFromMs - b.validFromMs);
  const [first] = prices;
  demand(first !== undefined && first.validFromMs <= nowMs, 'no price book is valid yet');
  for (const [name, values] of Object.entries({
    version: prices.map(({ version }) => version),
    validFrom: prices.map(({ validFromMs }) => validFromMs),
  })) {
    demand(
      new Set<unknown>(values).size === prices.length,
      `two price books have the same ${name}`,
    );
  }
  const currencies = new Set(prices.map(({ currency }) => currency));
  demand(
    currencies.size === 1,
    `price books in ${[...currencies].join(' and ')}: only one can be summed`,
  );
  return prices;
}

function resolve(book: PriceBook): NanoPrices {
  const { version, validFrom, currency, ai } = book;
  const validFromMs = Date.parse(validFrom);
  demand(version !== '', 'a price book needs a version');
  demand(
    !Number.isNaN(validFromMs),
    `price book ${version}: validFrom ${validFrom} is no ISO 8601 date`,
  );
  demand(
    /^[A-Z]{3}$/.test(currency),
    `price book ${version}: currency ${currency} is not of ISO 4217`,
  );
  const nano = (name: string, price: number) => toNano(`price book ${version}: ${name}`, price);
  return {
    version,
    validFromMs,
    currency,
    vcpuHour: nano('vcpuHour', book.vcpuHour),
    databaseSecond: nano('databaseSecond', book.databaseSecond),
    redisMillionOperations: nano('redisMillionOperations', book.redisMillionOperations),
    egressGigabyte: nano('egressGigabyte', book.egressGigabyte),
    ai: new Map(
      Object.entries(ai).map(([model, { inputMillionTokens, outputMillionTokens }]) => [
        model,
        {
          input: nano(`ai ${model} inputMillionTokens`, inputMillionTokens),
          output: nano(`ai ${model} outputMillionTokens`, outputMillionTokens),
        },
      ]),
    ),
  };
}

/** Decimal to nano-units, exactly: `0.1` is 100,000,000, whatever its nearest double is. */
function toNano(name: string, price: number): bigint {
  // Above a million units, doubles are too coarse for nine decimals.
  const text = Number.isFinite(price) && price >= 0 && price <= 1e6 ? price.toFixed(9) : 'NaN';
  demand(
    Number(text) === price,
    `${name} is ${price}, not 0 to 1,000,000 with at most nine decimals`,
  );
  return BigInt(text.replace('.', ''));
}

function demand(kept: boolean, message: string): asserts kept {
  if (!kept) throw new ApmError('APM_CONFIG_INVALID', message);
}
