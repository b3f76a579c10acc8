/** A path below a workspace, of a page or of the API, with its query; in an address or by itself. */
const workspacePath = /\/w\/[^/?#\s"'()<>]+([^?#\s"'()<>]*)(?:\?[^#\s"'()<>]*)?/g;
const record = /\/(contacts|campaigns)\/(?!import\b|export\b)[^/]+/;

/**
 * `text` with each address of this app reduced to what it is of: ids of workspaces and records become
 * `[workspace]` and `[id]`, and queries go, because people search for people.
 */
export function hideAddresses(text: string): string {
  return text.replace(
    workspacePath,
    (_, rest: string) => `/w/[workspace]${rest.replace(record, '/$1/[id]')}`,
  );
}
