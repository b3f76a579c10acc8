import type { ProblemDocument } from '../document.ts';
import { escapeMarkup } from './markup.ts';

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem}' +
  'dt{font-weight:600;margin-top:1rem}dd{margin:0;overflow-wrap:anywhere}';

/**
 * What the page may load: nothing but this one style sheet, named by its SHA-256. The embedded JSON is
 * a data block, which no policy has to allow.
 */
export const htmlContentSecurityPolicy =
  "default-src 'none'; style-src 'sha256-z+noT6kmkmGSSw5wOakGL1wUCBrgc9svGdoS/dilDs8='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A whole page in the style of this package; `head` and `main` are markup. */
export function htmlPage(locale: string, title: string, main: string, head = ''): string {
  return `<!doctype html>
<html lang="${escapeMarkup(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
${head}</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

/** `document` as a page for people, with the JSON embedded for programs (RFC 9457 appendix C). */
export function htmlDocument(document: ProblemDocument, locale: string): string {
  const { title, status, detail, type, errors, ...others } = document;
  const members = Object.entries(others).filter(([, value]) => typeof value !== 'object');
  const main = [
    `<h1>${escapeMarkup(title)}</h1>`,
    detail === undefined ? '' : `<p>${escapeMarkup(detail)}</p>`,
    errors === undefined || errors.length === 0
      ? ''
      : `<ul>${errors.map(({ field, message }) => `<li>${field === '' ? '' : `<code>${escapeMarkup(field)}</code>: `}${escapeMarkup(message)}</li>`).join('')}</ul>`,
    `<dl><dt>status</dt><dd>${status}</dd>`,
    `<dt>type</dt><dd>${link(type)}</dd>`,
    ...members.map(([name, value]) => `<dt>${name}</dt><dd>${escapeMarkup(String(value))}</dd>`),
    '</dl>',
  ];
  // A data block ends at the first `</script`, so no `<` may be in it.
  const data = JSON.stringify(document).replaceAll('<', '\\u003c');
  return htmlPage(
    locale,
    title,
    main.filter(Boolean).join('\n'),
    `<script type="application/problem+json">${data}</script>\n`,
  );
}

function link(uri: string): string {
  const text = escapeMarkup(uri);
  return /^https?:/.test(uri) ? `<a href="${text}">${text}</a>` : text;
}
