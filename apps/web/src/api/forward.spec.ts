/** @jest-environment node */
import { isProblem } from '@unite/problem-details';

import { forward, type ForwardOptions, type ForwardTarget } from './forward.ts';

const workspace = { id: 'w1', name: 'Acme', apiKey: 'uk_secret' };
const id = '0198c000-0000-7000-8000-000000000001';

function setUp(answer: () => Response | Promise<Response> = () => Response.json({ ok: true })) {
  const asked: { url: string; init: RequestInit }[] = [];
  const options: ForwardOptions = {
    apiUrl: 'http://api.test',
    workspace,
    fetch: async (url, init = {}) => {
      asked.push({ url: String(url), init });
      return answer();
    },
  };
  return { asked, options };
}

/** What `forward` passes on; a problem is none. */
async function forwarded(given: Request, target: ForwardTarget, options: ForwardOptions) {
  const answer = await forward(given, target, options);
  if (isProblem(answer)) throw answer;
  return answer;
}

function request(method: string, headers: Record<string, string> = {}, body?: string) {
  return new Request('http://app.test/api/w/w1/contacts?limit=5', {
    method,
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

describe('passing a request on to the API', () => {
  it('adds the key and keeps the query and the listed headers', async () => {
    const { asked, options } = setUp();
    const given = request('GET', {
      accept: 'application/json',
      cookie: 'unite_session=x',
      'if-none-match': '"1"',
    });
    await forward(given, { workspaceId: 'w1', path: 'contacts' }, options);
    expect(asked[0]?.url).toBe('http://api.test/api/contacts?limit=5');
    const headers = new Headers(asked[0]?.init.headers);
    expect(headers.get('authorization')).toBe('Bearer uk_secret');
    expect(headers.get('if-none-match')).toBe('"1"');
    expect(headers.get('cookie')).toBeNull();
  });

  it('streams the body', async () => {
    const { asked, options } = setUp();
    await forward(
      request('POST', { 'content-type': 'text/csv' }, 'name\nAda'),
      { workspaceId: 'w1', path: 'contacts/import' },
      options,
    );
    expect(asked[0]?.init).toMatchObject({ duplex: 'half', method: 'POST' });
    expect(asked[0]?.init.body).toBeInstanceOf(ReadableStream);
  });

  it('gives the answer back unchanged, without what is not listed', async () => {
    const problem = '{"title":"Stale","code":"PRECONDITION_FAILED"}';
    const { options } = setUp(
      () =>
        new Response(problem, {
          status: 412,
          headers: {
            'content-type': 'application/problem+json',
            etag: '"4"',
            'x-internal': 'uk_secret',
          },
        }),
    );
    const answer = await forwarded(
      request('PATCH', {}, '{}'),
      { workspaceId: 'w1', path: `contacts/${id}` },
      options,
    );
    expect(answer.status).toBe(412);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('etag')).toBe('"4"');
    expect(answer.headers.get('x-internal')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('private, no-store, no-transform');
    expect(await answer.text()).toBe(problem);
  });

  it.each([
    [
      'a change from another site',
      { 'sec-fetch-site': 'cross-site' },
      'w1',
      'contacts',
      403,
      'FOREIGN_ORIGIN',
    ],
    ['a page of another sign-in', {}, 'w2', 'contacts', 401, 'UNAUTHORIZED'],
    ['a route that is not listed', {}, 'w1', 'keys', 404, 'NOT_FOUND'],
  ])('refuses %s without asking the API', async (_, headers, workspaceId, path, status, code) => {
    const { asked, options } = setUp();
    const answer = await forward(request('POST', headers, '{}'), { workspaceId, path }, options);
    expect(isProblem(answer)).toBe(true);
    expect(answer).toMatchObject({ status, code });
    expect(asked).toEqual([]);
  });

  it('refuses whoever is signed out', async () => {
    const { options } = setUp();
    const answer = await forward(
      request('GET'),
      { workspaceId: 'w1', path: 'contacts' },
      { ...options, workspace: undefined },
    );
    expect(answer.status).toBe(401);
  });

  it('says so when the API does not answer', async () => {
    const { options } = setUp(() =>
      Promise.reject(new TypeError('connect ECONNREFUSED uk_secret')),
    );
    const answer = await forward(request('GET'), { workspaceId: 'w1', path: 'contacts' }, options);
    expect(answer).toMatchObject({ code: 'API_UNREACHABLE', status: 502 });
  });

  it('lets go of the API when the browser goes away', async () => {
    const abort = new AbortController();
    const { asked, options } = setUp(() => {
      abort.abort();
      return Promise.reject(new DOMException('aborted', 'AbortError'));
    });
    const given = new Request('http://app.test/x', { signal: abort.signal });
    const answer = await forward(given, { workspaceId: 'w1', path: 'contacts' }, options);
    expect(answer.status).toBe(499);
    expect(asked[0]?.init.signal?.aborted).toBe(true);
  });
});
