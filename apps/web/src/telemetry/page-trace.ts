/** The name of the `<meta>` element that holds the `traceparent` of a document. */
export const traceparentName = 'traceparent';

/** The trace of a document. */
export interface PageTrace {
  /** As in the header of the same name (W3C Trace Context). */
  readonly traceparent: string;
  /** 32 hexadecimal digits. */
  readonly traceId: string;
}

/** Reads the trace of a document; undefined where it was served without one. */
export function readPageTrace(document: Document): PageTrace | undefined {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name=${traceparentName}]`);
  const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(meta?.content ?? '')?.[1];
  return meta === null || traceId === undefined
    ? undefined
    : { traceparent: meta.content, traceId };
}

/** A page, as far as its requests are concerned. */
export interface FetchingPage {
  fetch: typeof fetch;
  readonly location: Pick<Location, 'href' | 'origin'>;
}

/**
 * Lets what a page asks of this server be of the document's trace from now on. Not so what it asks again and again by
 * itself: that would never end, and belongs to no step of a person.
 */
export function continueTrace({ traceparent }: PageTrace, page: FetchingPage): void {
  const { fetch } = page;
  page.fetch = (input, init) => {
    const isRequest = input instanceof Request;
    const url = new URL(isRequest ? input.url : input, page.location.href);
    if (!isTraced(url, page.location.origin)) return fetch(input, init);
    const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined));
    if (!headers.has('traceparent')) headers.set('traceparent', traceparent);
    return fetch(input, { ...init, headers });
  };
}

/** Requests to the API through this server, and for the parts of a next page. */
function isTraced({ origin, pathname, searchParams }: URL, own: string): boolean {
  if (origin !== own) return false;
  if (searchParams.has('_rsc')) return true;
  return /^\/api\/w\/[^/]+\/(?!operations(?:\/|$))/.test(pathname);
}
