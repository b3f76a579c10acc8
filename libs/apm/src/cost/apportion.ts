/**
 * Prices each of `amounts` at `nano` per `unit`, in whole nano-units that sum to the price of the whole:
 * part n is what the price of the first n amounts, rounded, grows by. No part is off by a nano-unit or more.
 *
 * @param amounts whole numbers from 0.
 */
export function apportion(amounts: readonly number[], nano: bigint, unit: bigint): number[] {
  let amount = 0n;
  let priced = 0n;
  return amounts.map((one) => {
    amount += BigInt(one);
    const before = priced;
    priced = (2n * amount * nano + unit) / (2n * unit);
    return Number(priced - before);
  });
}
