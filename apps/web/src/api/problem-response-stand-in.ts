/** The answer of an API that refuses a request with `document`. */
export function problemResponseStandIn(document: object, status: number): Response {
  const headers = { 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify({ status, ...document }), { status, headers });
}
