/** What the policy is made with; the DOM types do not know Trusted Types yet. */
export interface TrustedTypesScope {
  readonly location: { readonly href: string; readonly origin: string };
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string; createHTML(html: string): string },
    ): unknown;
  };
}

/** React makes script elements out of this inert markup; it runs nothing. */
const scriptTemplate = '<script></script>';

/**
 * Installs the default Trusted Types policy of a document. Neither React nor the chunk loader makes
 * trusted values itself, so an enforcing page without a default policy dies. This one lets through
 * exactly what they do: script addresses below this origin's `/_next/static/`, and the inert element
 * that React clones. Everything else throws a `TypeError`. Does nothing where there are no Trusted Types.
 */
export function installTrustedTypesPolicy(scope: TrustedTypesScope): void {
  scope.trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      const { origin, pathname } = new URL(url, scope.location.href);
      const isOurs = origin === scope.location.origin && pathname.startsWith('/_next/static/');
      if (isOurs) return url;
      throw new TypeError(`Blocked script address ${url}`);
    },
    createHTML(html) {
      if (html === scriptTemplate) return html;
      throw new TypeError(`Blocked markup ${html.slice(0, 80)}`);
    },
  });
}
