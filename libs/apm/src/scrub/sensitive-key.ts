/** Whether a value stored under `name` is a secret whatever it looks like. */
export type SensitiveKey = (name: string) => boolean;

/** Names of secrets wherever they stand in a name: `db_password_hash`, `clientSecret`, `Set-Cookie`. */
const anywhere =
  /password|passwd|passphrase|passcode|secret(?!ar)|credential|authorization|cookie|api_?key|access_?key|private_?key|secret_?key|signing_?key|encryption_?key|master_?key|connection_?string|card_?number|session_?id|sessid/;

/** Names of secrets only at the end: `x-auth`, but not `author` or `auth_provider`. */
const atTheEnd = /(?:^|_)(?:pwd|auth|jwt|csrf|xsrf|sid|pin|otp|cvv|cvc|dsn|ssn)$/;

/** `token`, `accesstoken`, `token_hash`, but not `max_tokens` or `token_count`. */
const token =
  /token(?!s)(?!_(?:count|usage|limit|type|budget|total|price|cost|expir|url|endpoint|bucket|ring))/;

/** `apiKey`, `api-key` and `API key` alike become `api_key`. */
function words(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
}

const maxRemembered = 2000;
/** Longer names are data that was used as a name. */
const maxNameLength = 128;

/** Creates the test of names; `added` are further names, compared without case and separators. */
export function createSensitiveKey(added: readonly string[]): SensitiveKey {
  const extra = new Set(added.map((name) => words(name).replaceAll('_', '')));
  const known = new Map<string, boolean>();
  return (name) => {
    if (name.length > maxNameLength) return false;
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const plain = words(name);
    const isSensitive =
      anywhere.test(plain) ||
      atTheEnd.test(plain) ||
      token.test(plain) ||
      extra.has(plain.replaceAll('_', ''));
    // Names can be data: what is remembered of them must not grow for ever.
    if (known.size >= maxRemembered) known.clear();
    known.set(name, isSensitive);
    return isSensitive;
  };
}
