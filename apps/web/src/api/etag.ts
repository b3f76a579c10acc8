/** The entity tag of a version of a record, for `If-Match`. */
export function etag(record: { readonly version: number }): string {
  return `"${record.version}"`;
}
