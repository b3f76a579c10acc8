import { expiryDigits } from './scripts.ts';

/** A payload, and when it expires by the server's clock. */
export interface StoredValue {
  readonly payload: string;
  readonly expiresAtMs: number;
}

/** What lies under the key of a value; undefined for nothing, or what is not ours. */
export function readValue(held: unknown): StoredValue | undefined {
  if (typeof held !== 'string') return undefined;
  const expiresAtMs = Number(held.slice(0, expiryDigits));
  if (!(expiresAtMs >= 1e12)) return undefined;
  return { payload: held.slice(expiryDigits), expiresAtMs };
}
