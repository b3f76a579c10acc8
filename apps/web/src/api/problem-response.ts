/** What this web server itself refuses; everything else is the API's own answer. */
export type WebProblem = 'unauthorized' | 'forbidden' | 'not-found' | 'api-unreachable';

const problems: Readonly<
  Record<WebProblem, { status: number; title: string; detail: string; code: string }>
> = {
  unauthorized: {
    status: 401,
    title: 'You are not signed in to this workspace',
    detail: 'Open the start page and choose the workspace again.',
    code: 'UNAUTHORIZED',
  },
  forbidden: {
    status: 403,
    title: 'The request did not come from this app',
    detail: 'Changes are accepted only from pages of this origin.',
    code: 'FORBIDDEN_ORIGIN',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this address',
    detail: 'The address is not one that this app uses.',
    code: 'NOT_FOUND',
  },
  'api-unreachable': {
    status: 502,
    title: 'The API does not answer',
    detail: 'It may be restarting. Try again in a moment.',
    code: 'API_UNREACHABLE',
  },
};

/** Answers with a problem document of this web server; `occurrenceId` makes the occurrence quotable. */
export function problemResponse(slug: WebProblem, occurrenceId: string): Response {
  const { status, title, detail, code } = problems[slug];
  const document = {
    type: `https://api.unite-hub.com/errors/${slug}`,
    title,
    status,
    detail,
    instance: `https://api.unite-hub.com/problems/${occurrenceId}`,
    code,
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
