import { createHash } from 'node:crypto';

import { isSecret, newSecret, secretHash } from './api-key-secret.ts';

describe('an API key', () => {
  it('is 256 random bits, of which only the hash and a prefix are kept', () => {
    const { secret, prefix, hash } = newSecret((bytes) => Buffer.alloc(bytes, 0xff));
    expect(secret).toBe(`uk_${'_'.repeat(42)}8`);
    expect(prefix).toBe('________');
    expect(hash).toEqual(createHash('sha256').update(secret).digest());
  });

  it('differs from every other', () => {
    const secrets = Array.from({ length: 100 }, () => newSecret().secret);
    expect(new Set(secrets).size).toBe(100);
    expect(secrets.every(isSecret)).toBe(true);
  });

  it.each(['', 'uk_', `uk_${'a'.repeat(42)}`, `uk_${'a'.repeat(44)}`, `sk_${'a'.repeat(43)}`])(
    'is not %j',
    (text) => {
      expect(isSecret(text)).toBe(false);
      expect(secretHash(text)).toHaveLength(32);
    },
  );
});
