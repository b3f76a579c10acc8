/**
 * The inline script that makes the default Trusted Types policy of a document.
 * Neither React nor Turbopack's chunk loader makes trusted values itself, so without a default policy
 * an enforcing page dies. This one lets through exactly what they do: script addresses below this
 * origin's `/_next/static/`, and the inert `<script>` element from which React clones script tags.
 */
export const trustedTypesPolicy = `self.trustedTypes&&trustedTypes.createPolicy('default',{
createScriptURL(u){const x=new URL(u,location.href);if(x.origin===location.origin&&x.pathname.startsWith('/_next/static/'))return u;throw new TypeError('Blocked script address '+u)},
createHTML(s){if(s==='<script><\\/script>')return s;throw new TypeError('Blocked markup '+s.slice(0,80))}})`;
