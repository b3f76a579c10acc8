import type { ProblemDocument } from '../document.ts';
import { escapeMarkup } from './markup.ts';

/** `document` as XML (RFC 9457 appendix B): arrays are `<i>` children, one namespace. */
export function xmlDocument(document: ProblemDocument): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807">${members(document)}</problem>\n`;
}

function members(object: object): string {
  return Object.entries(object)
    .map(([name, value]) => `<${name}>${content(value)}</${name}>`)
    .join('');
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<i>${content(item)}</i>`).join('');
  if (typeof value === 'object' && value !== null) return members(value);
  return escapeMarkup(String(value));
}
