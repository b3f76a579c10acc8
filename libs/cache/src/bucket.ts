/**
 * Buckets of one namespace. Ending a key ends the values of its bucket in the shared server: where n keys a second are
 * ended, others live for 4096 / n seconds there on average. A stamp takes up to 180 bytes.
 */
const buckets = 4096;

/**
 * The tag that `key` shares with the keys of its namespace that have the same hash. No other tag begins with `k:`, and
 * the name of no namespace is that short.
 */
export function bucketTag(key: string): string {
  const namespace = key.slice(0, key.indexOf(':') + 1);
  return `k:${namespace}${hash(key) % buckets}`;
}

/** FNV-1a with 32 bits, of UTF-16 units, folded as its low bits are the worse ones. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum ^ (sum >>> 16)) >>> 0;
}
