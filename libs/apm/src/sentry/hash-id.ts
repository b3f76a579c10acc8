import { createHmac } from 'node:crypto';

/** Makes ids that tell people and workspaces apart without telling who they are. */
export type HashId = (kind: 'user' | 'workspace', id: string) => string;

/** 128 bits: no two of a billion ids meet. */
const hexLength = 32;

/** HMAC-SHA-256 with `salt` as the key, so that nobody without it can try ids until one fits. */
export function createHashId(salt: string): HashId {
  return (kind, id) =>
    createHmac('sha256', salt).update(`${kind}:${id}`).digest('hex').slice(0, hexLength);
}
