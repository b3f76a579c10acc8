import { type ProblemSet, catalogue } from '../catalogue.ts';
import { htmlContentSecurityPolicy } from '../http/html-document.ts';
import { preferredType } from '../http/negotiate.ts';
import type { ProblemReply } from '../http/responder.ts';
import { type PageFormat, problemIndex, problemPage } from './page.ts';

/** Which page is asked for, and in which form. */
export interface DocsRequest {
  /** Default: the list of all types. */
  readonly slug?: string | undefined;
  /** The `Accept` header. */
  readonly accept?: string | null | undefined;
  /** The `If-None-Match` header. */
  readonly ifNoneMatch?: string | null | undefined;
}

const formats = {
  'text/html': 'html',
  'text/markdown': 'markdown',
  'application/json': 'json',
} as const satisfies Record<string, PageFormat>;

/** In the order in which they win; a client that wants none of them gets the first. */
const offers = ['text/html', 'text/markdown', 'application/json'] as const;

/** How long caches may keep a page, in seconds: its text only changes with a release. */
const maxAgeSeconds = 3600;

/**
 * The documentation page that a type's URI leads to, as HTML, Markdown or JSON.
 *
 * @returns 200 or 304; `undefined` if the catalogue has no such type.
 */
export function docsReply(
  problems: ProblemSet,
  { slug, accept, ifNoneMatch }: DocsRequest,
): ProblemReply | undefined {
  const mediaType = preferredType(accept, offers) ?? offers[0];
  const format = formats[mediaType];
  const body =
    slug === undefined ? problemIndex(problems, format) : problemPage(problems, slug, format);
  if (body === undefined) return undefined;
  const etag = `"${fingerprint(body)}"`;
  const headers = {
    'cache-control': `public, max-age=${maxAgeSeconds}`,
    'content-language': problems[catalogue].locale,
    etag,
    vary: 'accept',
  };
  if (names(ifNoneMatch, etag)) return { status: 304, headers, body: '' };
  return {
    status: 200,
    headers: {
      ...headers,
      'content-type': mediaType === 'application/json' ? mediaType : `${mediaType}; charset=utf-8`,
      'x-content-type-options': 'nosniff',
      ...(format === 'html' ? { 'content-security-policy': htmlContentSecurityPolicy } : {}),
    },
    body,
  };
}

/** RFC 9110 §13.1.2: compared weakly, `*` is any. */
function names(ifNoneMatch: string | null | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/** FNV-1a, 64 bits: tells versions of our own text apart, and works without `node:crypto`. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(36);
}
