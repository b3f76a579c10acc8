import { randomBytes } from 'node:crypto';

/** Where this lib gets chance from. */
export interface Random {
  /** From 0 to below 1, evenly. */
  fraction(): number;
  /** A name that nobody else makes: 96 bits as 16 characters of base64url. */
  token(): string;
}

/** The machine's own. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  token: () => randomBytes(12).toString('base64url'),
};
