import type { ProblemReply, ProblemResponder } from './responder.ts';

/** `reply` as a Web `Response`; as bytes, because a `Response` of a string is given a charset. */
export function webResponse(reply: ProblemReply, method = 'GET'): Response {
  const { status, headers, body } = reply;
  // A 304 of the documentation: `Response` refuses a body, and its length is that of the 200 (RFC 9110 §8.6).
  if (status === 304) return new Response(null, { status, headers });
  const bytes = new TextEncoder().encode(body);
  return new Response(method === 'HEAD' ? null : bytes, {
    status,
    headers: { ...headers, 'content-length': String(bytes.byteLength) },
  });
}

/** Answers `request` with what `thrown` is, on any server that speaks Web `Response`. Never throws. */
export function respond(
  responder: ProblemResponder,
  thrown: unknown,
  request: Request,
  occurrenceId?: string,
): Response {
  const { method, url, headers } = request;
  const reply = responder(thrown, {
    method,
    path: new URL(url).pathname,
    accept: headers.get('accept'),
    acceptLanguage: headers.get('accept-language'),
    occurrenceId,
  });
  return webResponse(reply, method);
}
