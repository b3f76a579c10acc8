import type { PageView } from '@unite/apm/tunnel';

/** A document that is being served: the proxy names it, and the layout writes its first script. */
export interface ServedDocument {
  readonly nonce: string;
  readonly pageView: PageView;
}

/** The request header that carries a {@link ServedDocument} from the proxy to the layout, as JSON. */
export const servedDocumentHeader = 'x-unite-document';

/**
 * Whether a browser asks for a document. Next hides from the proxy what tells its own requests for parts of a
 * page apart, so it is read off what browsers say of every request.
 */
export function asksForDocument({ method, headers }: Pick<Request, 'method' | 'headers'>): boolean {
  if (method !== 'GET') return false;
  const destination = headers.get('sec-fetch-dest');
  if (destination !== null) return destination === 'document';
  // Fetch Metadata came to Safari in 16.4.
  return headers.get('accept')?.includes('text/html') ?? false;
}

/** Reads what the proxy wrote; undefined for what is no document. */
export function readServedDocument(headers: Pick<Headers, 'get'>): ServedDocument | undefined {
  const value = headers.get(servedDocumentHeader);
  // The proxy replaces or removes what a client sends under this name.
  return value === null ? undefined : (JSON.parse(value) as ServedDocument);
}
