/**
 * What `error.type` says of an error: its code, else its name, else `_OTHER` (semantic conventions). Never its
 * message, which may hold what people have typed. Read by structure: an error may come from another realm.
 */
export function errorTypeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '_OTHER';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : '_OTHER';
}
