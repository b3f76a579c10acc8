import { docsReply } from '@unite/problem-details/docs';
import { webResponse } from '@unite/problem-details/http';

import { webProblems } from '../../../api/web-problems.ts';
import { withWebProblems } from '../../../api/web-problem-answers.ts';

/** The page that the type of a problem of this web server leads to: when it occurs, and what to do. */
export const GET = withWebProblems(
  async (request: Request, { params }: { readonly params: Promise<{ slug: string }> }) => {
    const { headers, method } = request;
    const reply = docsReply(webProblems, {
      slug: (await params).slug,
      accept: headers.get('accept'),
      ifNoneMatch: headers.get('if-none-match'),
    });
    return reply === undefined ? webProblems.notFound() : webResponse(reply, method);
  },
);
