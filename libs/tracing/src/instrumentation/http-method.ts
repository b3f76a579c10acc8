/** Methods that are told apart (semantic conventions, `http.request.method`). */
const methods: ReadonlySet<string> = new Set(
  'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '),
);

/** The method as it stands in names and attributes: `_OTHER` for one that a client has made up. */
export function knownMethod(method: string | undefined): string {
  return method !== undefined && methods.has(method) ? method : '_OTHER';
}
