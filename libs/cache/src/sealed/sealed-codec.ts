import type { Codec } from '../codec.ts';

/**
 * Authenticated encryption of text, such as AES-256-GCM. What it seals under one name it must not open under another:
 * `name` is what is called associated data (RFC 5116, section 2.1).
 */
export interface Seal {
  /** @returns `text` so that only {@link open} can read it, and nobody can change it unnoticed */
  seal(text: string, name: string): string;
  /** @throws when `sealed` was not made by {@link seal} of the same key, for the same `name` */
  open(sealed: string, name: string): string;
}

/**
 * Writes values as `inner` does, and seals them for the shared server: who reads there learns keys, tags and the
 * length of a value, not the value; who writes there cannot make one, nor serve one under another key. What does not
 * open counts as unreadable and is loaded again.
 *
 * Memory keeps values as they are. An earlier value of the same key opens still: who may write to the shared server
 * can bring it back.
 */
export function sealedCodec<V>(inner: Codec<V>, seal: Seal): Codec<V> {
  return {
    encode: (value, name) => seal.seal(inner.encode(value, name), name),
    decode: (text, name) => inner.decode(seal.open(text, name), name),
  };
}
