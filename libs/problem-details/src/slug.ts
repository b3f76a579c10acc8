/** `not-found` becomes `notFound`, the name of its factory. */
export function nameOf(slug: string): string {
  return slug.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** `not-found` becomes `NOT_FOUND`, the member `code`. */
export function codeOf(slug: string): string {
  return slug.toUpperCase().replaceAll('-', '_');
}

/** `not-found` becomes `Not found`, a title for want of a better one. */
export function inWords(slug: string): string {
  return slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll('-', ' ');
}
