import { commonProblems } from '../common/common-problems.ts';
import { defineProblems } from '../define-problems.ts';
import { docsReply } from '../docs/docs-reply.ts';
import { webResponse } from './web-response.ts';

const problems = defineProblems('https://api.example.com/errors/', commonProblems);

function page(ifNoneMatch?: string | null) {
  const reply = docsReply(problems, { slug: 'gone', ifNoneMatch });
  if (reply === undefined) throw new Error('the catalogue has no such type');
  return reply;
}

describe('a documentation page as a Web response', () => {
  it('has the length of its bytes', async () => {
    const response = webResponse(page());
    const { byteLength } = await response.arrayBuffer();
    expect(response.headers.get('content-length')).toBe(String(byteLength));
  });

  it('has no body for HEAD, but its length', async () => {
    const response = webResponse(page(), 'HEAD');
    expect(await response.text()).toBe('');
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
  });

  it('has neither body nor length when the client has it already', () => {
    const response = webResponse(page(webResponse(page()).headers.get('etag')));
    expect(response.status).toBe(304);
    expect(response.body).toBeNull();
    expect(response.headers.has('content-length')).toBe(false);
  });
});
