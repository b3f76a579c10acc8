import { countText } from '../ui/count-text.ts';

/**
 * An amount in billionths of `currency` with three digits that count: `0.0000123 USD`, `4.21 USD`, `12,400 USD`.
 * Written by hand, because the first `Intl` formatter of a page is slow.
 */
export function moneyText(nano: number, currency: string): string {
  if (nano === 0) return `0 ${currency}`;
  const value = nano / 1e9;
  const digits = Math.floor(Math.log10(value));
  const rounded = value.toFixed(Math.min(9, Math.max(0, 2 - digits)));
  const [whole = '0', part] = rounded.split('.');
  return `${countText(Number(whole))}${part === undefined ? '' : `.${part}`} ${currency}`;
}
