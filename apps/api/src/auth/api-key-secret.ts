import { createHash, randomBytes } from 'node:crypto';

/** A new secret and what is kept of it. */
export interface NewSecret {
  /** `uk_` and 256 random bits in base64url. */
  readonly secret: string;
  /** First 8 characters after `uk_`. */
  readonly prefix: string;
  readonly hash: Buffer;
}

const pattern = /^uk_[\w-]{43}$/;

/**
 * Makes an API key.
 *
 * @param random Source of that many random bytes; default is the operating system's.
 */
export function newSecret(random: (bytes: number) => Buffer = randomBytes): NewSecret {
  const secret = `uk_${random(32).toString('base64url')}`;
  return { secret, prefix: secret.slice(3, 11), hash: secretHash(secret) };
}

/** True when `text` has the form of a secret. */
export function isSecret(text: string): boolean {
  return pattern.test(text);
}

/**
 * What is stored of a secret: its SHA-256.
 *
 * A slow hash is for guessable passwords; 256 random bits cannot be guessed, and equality of
 * hashes, which an index answers, tells nothing about the bits of the secret.
 */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
