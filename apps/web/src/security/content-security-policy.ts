const policy: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'self'"],
  'script-src': ["'self'", "'nonce-{nonce}'", "'strict-dynamic'"],
  'style-src': ["'self'", "'nonce-{nonce}'"],
  // No element is rendered with a style attribute: positions are set through the CSSOM.
  'style-src-attr': ["'none'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  // `nextjs` is the policy that the framework's own loader asks for.
  'trusted-types': ['default', 'nextjs', 'nextjs#bundler'],
};

/** The content security policy of a document whose scripts and styles carry `nonce`. */
export function contentSecurityPolicy(nonce: string): string {
  return Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ')
    .replaceAll('{nonce}', nonce);
}
